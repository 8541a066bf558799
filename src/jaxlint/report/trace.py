"""What the tracer knows of a program, beside its lines, and what it gave up on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from jaxlint.report.entries import one_line, printable

_WIDEST_SOURCE = 72
_WIDEST_LINE = 140


class Listing(Protocol):
    """Lines of a program with the values that each brings, and the surrenders."""

    @property
    def lines(self) -> Sequence[tuple[int, str]]:
        """Line numbers and their source."""

    @property
    def values(self) -> Mapping[int, Sequence[tuple[str, str]]]:
        """By line: the names it binds, and their values as text."""

    @property
    def surrenders(self) -> Sequence[tuple[int, str]]:
        """Lines that could not be followed, and why."""


def render_listing(listing: Listing) -> Iterator[str]:
    """Source at the left, the values that a line brings at its right, surrenders at the end."""
    numbers = [number for number, _ in listing.lines]
    width = len(str(max(numbers, default=1)))
    sources = [(number, printable(source.expandtabs(4)).rstrip()) for number, source in listing.lines]
    margin = min(max((len(source) for _, source in sources), default=0), _WIDEST_SOURCE)
    for number, source in sources:
        rows = _rows(listing.values.get(number, ()), _WIDEST_LINE - margin)
        first = rows[0] if rows else ""
        yield f"{number:{width}} | {source:{margin}}  {first}".rstrip() + "\n"
        for row in rows[1:]:
            yield f"{'':{width}} | {'':{margin}}  {row}\n"
    if listing.surrenders:
        yield "\ngave up on\n"
        for number, reason in listing.surrenders:
            yield f"{number:{width}} | {printable(one_line(reason))}\n"


def _rows(values: Sequence[tuple[str, str]], width: int) -> list[str]:
    """The values in one row where they fit, else one row each."""
    items = [f"{name}: {printable(one_line(value))}" for name, value in values]
    together = ", ".join(items)
    return [together] if items and len(together) <= width else items
