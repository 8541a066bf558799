"""What the tracer knows of a program, beside its lines, and what it gave up on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaxlint.report.entries import one_line, printable

if TYPE_CHECKING:
    from jaxlint.engine.inspect import Binding, Listing

_WIDEST_SOURCE = 72
_WIDEST_LINE = 140


def render_listing(listing: Listing) -> Iterator[str]:
    """Source at the left, the values that a line brings at its right, surrenders at the end."""
    numbers = [number for number, _ in listing.lines]
    width = len(str(max(numbers, default=1)))
    sources = [(number, printable(source.expandtabs(4)).rstrip()) for number, source in listing.lines]
    margin = min(max((len(source) for _, source in sources), default=0), _WIDEST_SOURCE)
    for number, source in sources:
        rows = _rows(listing.bindings.get(number, ()), _WIDEST_LINE - margin)
        first = rows[0] if rows else ""
        yield f"{number:{width}} | {source:{margin}}  {first}".rstrip() + "\n"
        for row in rows[1:]:
            yield f"{'':{width}} | {'':{margin}}  {row}\n"
    if listing.surrenders:
        yield "\ngave up on\n"
        for number, reason in listing.surrenders:
            yield f"{number:{width}} | {printable(one_line(reason))}\n"


def _rows(bindings: Sequence[Binding], width: int) -> list[str]:
    """The values in one row where they fit, else one row each."""
    items = [f"{binding.name}: {printable(one_line(binding.text))}" for binding in bindings]
    together = ", ".join(items)
    return [together] if items and len(together) <= width else items
