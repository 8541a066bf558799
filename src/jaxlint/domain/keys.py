"""Random keys as what they are: things that may be used up once, under whatever names they go."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from jaxlint.domain.origins import Place
from jaxlint.records import dataclass


class Constant(NamedTuple):
    """The call that makes a key of a constant, and when it was run."""

    place: Place
    born: int


@dataclass(frozen=True, slots=True)
class Key:
    """Which random key an array is, or which part of an array of keys.

    Whatever holds the same part of the same `number` is the same key.
    """

    number: int
    born: int
    """Number of the frame or moment that made it; what is younger cannot have made it."""
    axes: int | None = 0
    """Axes of the array of keys that are left; 0 is a single key, None not known."""
    size: int | None = None
    """The size of the axis that comes next, where it is known."""
    constant: Constant | None = None
    """The making of it, or of that of which it was split, of a seed that is written out."""
    rows: tuple[int, ...] = ()
    """Indices by which it was taken, outermost first."""
    window: tuple[int, int | None] | None = None
    """Rows from and to (exclusive) of the axis that comes next."""
    levels: frozenset[int] = frozenset()
    """Transformations under way (by their level) that were given it as an argument: it is theirs, not captured."""
    supposed: bool = False
    """Nothing says that it is a key: it is followed in case it is used as one."""

    def row(self, index: int, size: int | None = None) -> Key | None:
        """The key, or keys, at an index of the first axis that is left; None: no part of this."""
        if self.axes == 0:
            return None
        first = 0 if self.window is None else self.window[0]
        size = self.size if size is None else size
        if index < 0:
            if size is None and self.window is not None:
                return None
            index += 0 if size is None else size
        axes = None if self.axes is None else self.axes - 1
        return replace(self, rows=(*self.rows, first + index), window=None, axes=axes, size=None)

    def slice(self, lower: int | None, upper: int | None, size: int | None = None) -> Key | None:
        """`keys[lower:upper]`; None where the rows are not known."""
        if self.axes == 0:
            return None
        low, high = lower or 0, upper
        size = self.size if size is None else size
        if size is not None:
            low, high, _ = slice(low, high).indices(size)
        if low < 0 or (high is not None and high < 0):
            return None
        if self.window is not None:
            first, last = self.window
            low, high = first + low, last if high is None else first + high
        return replace(self, window=(low, high), size=None)

    def each(self) -> Key | None:
        """One row, whichever, where every row is taken once: it stands for the whole."""
        if self.axes is None:
            return replace(self, size=None)
        return replace(self, axes=0, size=None) if self.axes == 1 else None

    def stacked(self) -> Key:
        """An array of what stood for every row."""
        return replace(self, axes=None if self.axes is None else self.axes + 1, size=None)

    def given(self, level: int) -> Key:
        """As a function traced at this level sees it."""
        return replace(self, levels=self.levels | {level})

    def back(self, level: int) -> Key:
        """As it leaves the functions traced at higher levels."""
        return replace(self, levels=frozenset(one for one in self.levels if one <= level))

    def overlaps(self, other: Key) -> bool:
        """Whether two keys surely have a part in common."""
        if self.number != other.number:
            return False
        shorter, longer = (self, other) if len(self.rows) <= len(other.rows) else (other, self)
        depth = len(shorter.rows)
        if shorter.rows != longer.rows[:depth]:
            return False
        if shorter.window is None:
            return True
        low, high = shorter.window
        if len(longer.rows) > depth:
            return low <= longer.rows[depth] and (high is None or longer.rows[depth] < high)
        if longer.window is None:
            return True
        first, last = longer.window
        return (high is None or first < high) and (last is None or low < last)

    def within(self, whole: Key) -> Key | None:
        """The same part of another key, of which this one's `number` stands for the whole."""
        part: Key | None = whole
        for row in self.rows:
            part = None if part is None else part.row(row)
        if part is not None and self.window is not None:
            part = part.slice(*self.window)
        return part

    def seen_from(self, part: Key, key: Key) -> Key:
        """What this one is of `key`, which is the `part` of it: the whole where it is no smaller."""
        depth = len(part.rows)
        rows, window = self.rows[depth:], self.window if len(self.rows) >= depth else None
        low = 0 if part.window is None else part.window[0]
        if rows:
            rows = (rows[0] - low, *rows[1:])
        elif window is not None:
            window = (max(window[0] - low, 0), None if window[1] is None else window[1] - low)
        return replace(key, rows=rows, window=window)


def same_key(a: Key | None, b: Key | None) -> Key | None:
    """What is known after either path: the key, where it is one and the same."""
    return a if a == b else None
