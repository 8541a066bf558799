"""Physical lines as Python's own tokenizer counts them, and columns in characters."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import overload

_ANY_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

BYTE_ORDER_MARK = "\ufeff"


def split_lines(text: str) -> list[str]:
    """The lines of a text with their ends; only CR, LF and CR LF end a line (`str.splitlines` knows more)."""
    lines = text.splitlines(keepends=True)
    if len(lines) == text.count("\n") + (not text.endswith("\n")):
        return lines
    return _ANY_LINE.findall(text)


class Lines(Sequence[str]):
    """The same lines, cut out of the text when asked for: a list of them takes twice the room of the text."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = array("I", accumulate(map(len, split_lines(text)), initial=0))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[str]:
        return iter(split_lines(self.text))

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            first, last, step = index.indices(len(self))
            return split_lines(self.between(first, last)) if step == 1 else list(self)[index]
        if index < 0:
            index += len(self)
        return self.text[self._starts[index] : self._starts[index + 1]]

    def between(self, first: int, last: int) -> str:
        """The text from one line to another, which is left out; both are counted from 0."""
        return self.text[self._starts[first] : self._starts[min(last, len(self))]]


def character_column(line: str, byte_column: int) -> int:
    """The column in characters of a column that `ast` counts in UTF-8 bytes."""
    if line.isascii():
        return byte_column
    return len(line.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "surrogatepass"))
