"""Edits and fixes: replacements of spans by text, and how far they may be trusted."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from jaxlint.records import dataclass
from jaxlint.text.span import Span


class Applicability(enum.Enum):
    """How far a fix may be trusted."""

    SAFE = "safe"
    """Same results; `--fix` applies it."""
    UNSAFE = "unsafe"
    """Results or signatures may change; only `--unsafe-fixes` applies it."""
    DISPLAY = "display"
    """A sketch for the reader; never applied."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `span` by `text`; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that cure one finding."""

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability


class OverlappingEditsError(ValueError):
    """Two edits of one fix touch the same characters."""


def line_offsets(text: str) -> list[int]:
    """Offset of the first character of each line, as `ast` and libcst count lines."""
    offsets = [0]
    index, size = 0, len(text)
    while index < size:
        char = text[index]
        index += 1
        if char == "\r" and index < size and text[index] == "\n":
            index += 1
        if char in "\r\n":
            offsets.append(index)
    return offsets


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits applied.

    Raises:
        OverlappingEditsError: when two edits overlap.
    """
    offsets = line_offsets(text)

    def position(line: int, column: int) -> int:
        return offsets[line - 1] + column

    placed = sorted(
        (
            position(edit.span.line, edit.span.column),
            position(edit.span.end_line, edit.span.end_column),
            edit.text,
        )
        for edit in set(edits)
    )
    pieces: list[str] = []
    done = 0
    for start, end, replacement in placed:
        if start < done:
            raise OverlappingEditsError(f"two edits overlap at offset {start}")
        pieces += (text[done:start], replacement)
        done = end
    pieces.append(text[done:])
    return "".join(pieces)
