"""Slices: whole lines of a file that hold one or more top-level statements, and are parsed on their own."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence


def slice_end(lines: Sequence[str], last_line: int) -> int:
    """The line on which a slice ends whose last statement ends on `last_line`.

    A backslash joins the next line, be it empty; a slice needs it to end where a line ends.
    """
    while last_line < len(lines) and lines[last_line - 1].rstrip("\r\n").endswith("\\"):
        last_line += 1
    return last_line


class Slice:
    """The statements `numbers` of a file, on its lines `first_line` to `last_line`.

    Their `ast` takes ten times the room of all else that is known of a file: it can be released, and is made
    again for whoever asks.
    """

    __slots__ = ("_lines", "_nodes", "first_line", "last_line", "numbers")

    def __init__(self, lines: Sequence[str], number: int, node: ast.stmt, first: int, last: int) -> None:
        self._lines = lines
        self._nodes: list[ast.stmt] | None = [node]
        self.numbers = range(number, number + 1)
        self.first_line = first
        self.last_line = last

    def append(self, node: ast.stmt, last_line: int) -> None:
        """Add the next statement."""
        assert self._nodes is not None
        self._nodes.append(node)
        self.numbers = range(self.numbers.start, self.numbers.stop + 1)
        self.last_line = last_line

    def node(self, number: int) -> ast.stmt:
        """The `ast` of a statement."""
        if self._nodes is None:
            self._nodes = self._parse()
        return self._nodes[number - self.numbers.start]

    def release(self) -> None:
        """Forget the `ast`."""
        self._nodes = None

    def _parse(self) -> list[ast.stmt]:
        end = slice_end(self._lines, self.last_line)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = ast.parse("".join(self._lines[self.first_line - 1 : end]))
        ast.increment_lineno(parsed, self.first_line - 1)
        return parsed.body
