"""Source ranges."""

from __future__ import annotations

from jaxlint.records import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open source range: 1-based lines, 0-based columns counted in characters.

    `ast` counts columns in UTF-8 bytes; whoever makes a span from an `ast` node converts.
    """

    line: int
    column: int
    end_line: int
    end_column: int

    def contains(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return (self.line, self.column) <= (other.line, other.column) and (
            other.end_line,
            other.end_column,
        ) <= (self.end_line, self.end_column)
