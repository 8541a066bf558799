"""Frames: lines of a program with marks and labels under them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from jaxlint.records import dataclass
from jaxlint.report.entries import one_line, printable
from jaxlint.report.paint import Paint
from jaxlint.text.span import Span

_WIDEST = 160
_BEFORE_MARK = 60
_TAB = "    "


@dataclass(frozen=True, slots=True)
class Label:
    """A marked range and what is said of it."""

    span: Span
    text: str
    is_primary: bool = False


def split_lines(text: str) -> list[str]:
    """The lines of a program as Python counts them, without their ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def gutter_width(labels: Sequence[Label]) -> int:
    """How many digits the line numbers of these labels need."""
    return len(str(max(label.span.line for label in labels)))


def render_frame(lines: Sequence[str], labels: Sequence[Label], width: int, paint: Paint) -> Iterator[str]:
    """The marked lines, each after the line before it; lines left out between them show as `...`."""
    by_line: dict[int, list[Label]] = {}
    for label in sorted(labels, key=lambda label: (label.span.line, not label.is_primary, label.span)):
        if label.span.line <= len(lines):
            by_line.setdefault(label.span.line, []).append(label)
    gutter = paint.gutter(f" {'':{width}} |")
    if by_line:
        yield gutter
    last = 0
    for number in _lines_to_show(lines, by_line):
        if last and number > last + 1:
            yield paint.gutter(f" {'...':<{width}}")
        last = number
        here = by_line.get(number, [])
        start = _crop_start(lines[number - 1], here)
        shown = _show(_cropped(lines[number - 1], start))
        yield f"{paint.gutter(f' {number:{width}} |')} {shown}".rstrip()
        for label in here:
            yield f"{gutter} {_mark(lines[number - 1], label, start, paint)}".rstrip()


def _lines_to_show(lines: Sequence[str], marked: dict[int, list[Label]]) -> list[int]:
    """The marked lines, a line of context before each, and single lines between two shown ones."""
    shown = set(marked)
    shown |= {number - 1 for number in marked if number > 1 and lines[number - 2].strip()}
    shown |= {number + 1 for number in shown if number + 2 in shown}
    return sorted(shown)


def _mark(line: str, label: Label, start: int, paint: Paint) -> str:
    """The underline of one label, and its words."""
    span = label.span
    end = span.end_column if span.end_line == span.line else len(line.rstrip())
    visible = _cropped(line, start)
    lead = _show(visible[: _visible_column(span.column, start, len(visible))])
    body = _show(visible[: _visible_column(end, start, len(visible))])
    size = max(_width(body) - _width(lead), 1)
    words = f" {printable(one_line(label.text))}" if label.text else ""
    emphasis = paint.primary if label.is_primary else paint.secondary
    return " " * _width(lead) + emphasis(("^" if label.is_primary else "-") * size + words)


def _crop_start(line: str, labels: Sequence[Label]) -> int:
    """How many characters of an overlong line to leave out so that its first mark shows."""
    if len(line) <= _WIDEST or not labels:
        return 0
    return max(labels[0].span.column - _BEFORE_MARK, 0)


def _cropped(line: str, start: int) -> str:
    """The part of a line that is shown; an ellipsis takes the place of what is left out."""
    part = line[start : start + _WIDEST]
    if start:
        part = f"\u2026{part[1:]}"
    return f"{part}\u2026" if start + _WIDEST < len(line) else part


def _visible_column(column: int, start: int, size: int) -> int:
    return min(max(column - start, 0), size)


def _show(text: str) -> str:
    return printable(text.replace("\t", _TAB))


def _width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )
