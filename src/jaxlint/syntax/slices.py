"""Slices: whole lines of a file that hold one or more top-level statements, and are parsed on their own."""

from __future__ import annotations

import ast
import warnings
from collections import deque
from collections.abc import Sequence
from typing import Any
from weakref import ReferenceType, ref

from jaxlint.syntax.lines import Lines
from jaxlint.syntax.walking import walk


def slice_end(lines: Sequence[str], last_line: int) -> int:
    """The line on which a slice ends whose last statement ends on `last_line`.

    A backslash joins the next line, be it empty; a slice needs it to end where a line ends.
    """
    while last_line < len(lines) and lines[last_line - 1].rstrip("\r\n").endswith("\\"):
        last_line += 1
    return last_line


CHEAP = 100
"""A node is moved down in the time in which so many blank lines above are skipped."""


class Shelf:
    """The slices of a project whose `ast` is at hand: all of a small one, of a large one those that are in use."""

    def __init__(self, lines: int, few: int) -> None:
        """Room for the `ast` of so many lines, and for a `few` once there are more."""
        self._room = lines
        self._surplus = lines - few
        self._slices: deque[Slice] = deque()

    def add(self, one: Slice) -> None:
        """Keep the `ast` of a slice; the oldest give way."""
        self._slices.append(one)
        self._room -= one.size
        if self._room < 0:
            self._room -= self._surplus
            self._surplus = 0
        while self._room < 0 and len(self._slices) > 1:
            oldest = self._slices.popleft()
            self._room += oldest.size
            oldest.release()


class Slice:
    """The statements `numbers` of a file, on its lines `first_line` to `last_line`.

    Their `ast` takes ten times the room of all else that is known of a file: it can be released, and is made
    again for whoever asks.
    """

    __slots__ = ("_lines", "_nodes", "_shelf", "first_line", "last_line", "numbers")

    def __init__(self, lines: Lines, number: int, node: ast.stmt, first: int, last: int) -> None:
        self._lines = lines
        self._nodes: list[ast.stmt] | None = [node]
        # Held weakly, as the shelf holds its slices: a file that is done goes at once.
        self._shelf: ReferenceType[Shelf] | None = None
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
            shelf = None if self._shelf is None else self._shelf()
            if shelf is not None:
                shelf.add(self)
        return self._nodes[number - self.numbers.start]

    @property
    def size(self) -> int:
        """Its lines."""
        return self.last_line - self.first_line + 1

    def put_on(self, shelf: Shelf) -> None:
        """Have a shelf decide how long its `ast` is kept."""
        self._shelf = ref(shelf)
        shelf.add(self)

    def release(self) -> None:
        """Forget the `ast`."""
        self._nodes = None

    def _parse(self) -> list[ast.stmt]:
        above = self.first_line - 1
        text = self._lines.between(above, slice_end(self._lines, self.last_line))
        blank = above if above < CHEAP * self.size else 0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = ast.parse("\n" * blank + text)
        if blank < above:
            nodes: list[Any] = walk(parsed)
            for node in nodes:
                if hasattr(node, "lineno"):
                    node.lineno += above
                    node.end_lineno += above
        return parsed.body
