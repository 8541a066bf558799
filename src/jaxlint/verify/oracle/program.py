"""Generated programs as text: one statement a line, and beside it the statement that mends it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jaxlint.records import dataclass

MENDED = "  # mended: "
"""Between a statement and the harmless one that stands for it once JAX has refused the first."""
PATH = "generated.py"


@dataclass(frozen=True, slots=True)
class Line:
    """One statement, or the header of a compound one, as it stands on its line."""

    indent: int
    text: str
    mended: str | None = None

    def __str__(self) -> str:
        mended = "" if self.mended is None else MENDED + self.mended
        return " " * self.indent + self.text + mended


@dataclass(frozen=True, slots=True)
class Program:
    """A program: the lines of a module whose function `run` takes nothing and returns a list."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The module, with what mends its statements in comments."""
        return "".join(f"{line}\n" for line in self.lines)

    def mend(self, number: int) -> Program | None:
        """The program with its line of this number (from 1) mended; None where nothing mends it."""
        line = self.lines[number - 1]
        if line.mended is None:
            return None
        mended = Line(line.indent, line.mended)
        return Program((*self.lines[: number - 1], mended, *self.lines[number:]))

    def suite(self, start: int) -> int:
        """The index after the last line that belongs to the statement at this index."""
        end = start + 1
        while end < len(self.lines) and (
            self.lines[end].indent > self.lines[start].indent or not self.lines[end].text
        ):
            end += 1
        return end

    def without(self, start: int) -> Program:
        """The program without the statement at this index."""
        return Program(self.lines[:start] + self.lines[self.suite(start) :])

    def simpler(self, start: int) -> Iterator[Program]:
        """Programs in which less stands at this index: nothing, the suite without its header, what mends it."""
        yield self.without(start)
        line, end = self.lines[start], self.suite(start)
        if end > start + 1 and not line.text.startswith("def run("):
            step = self.lines[start + 1].indent - line.indent
            inner = (Line(each.indent - step, each.text, each.mended) for each in self.lines[start + 1 : end])
            yield Program((*self.lines[:start], *inner, *self.lines[end:]))
        mended = self.mend(start + 1)
        if mended is not None and line.mended != line.text:
            yield mended

    @property
    def parses(self) -> bool:
        """Whether it is Python."""
        try:
            ast.parse(self.text)
        except SyntaxError:
            return False
        return True


def read_program(text: str) -> Program:
    """The program that `Program.text` wrote."""
    lines = []
    for line in text.splitlines():
        statement, _, mended = line.partition(MENDED)
        stripped = statement.strip()
        indent = len(statement) - len(statement.lstrip())
        lines.append(Line(indent if stripped else 0, stripped, mended or None))
    return Program(tuple(lines))
