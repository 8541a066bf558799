"""Shapes of which a part in the middle may be any number of dimensions: `(*batch, 3)` of `Float[Array, "*batch 3"]`."""

from __future__ import annotations

from jaxlint.domain.dims import Dim, Symbol, times
from jaxlint.records import dataclass


@dataclass(frozen=True, slots=True)
class Variadic:
    """`lead`, any number of dimensions, `trail`.

    `rest` names the dimensions between: those of one name are the same ones, in number and sizes, and None may be
    any. As a size, the symbol stands for the product of these dimensions.
    """

    lead: tuple[Dim, ...] = ()
    rest: Symbol | None = None
    trail: tuple[Dim, ...] = ()

    def __bool__(self) -> bool:
        """Whether it says more than that there are dimensions."""
        return self.rest is not None or bool(self.lead) or bool(self.trail)

    @property
    def size(self) -> Dim:
        """The number of elements."""
        result: Dim = self.rest
        for dim in (*self.lead, *self.trail):
            result = times(result, dim)
        return result

    @property
    def least_rank(self) -> int:
        return len(self.lead) + len(self.trail)

    def at(self, axis: int) -> Dim:
        """The size of one axis; None where it may lie in the middle."""
        if axis < 0:
            return self.trail[axis] if -axis <= len(self.trail) else None
        return self.lead[axis] if axis < len(self.lead) else None

    def holds(self, axis: int) -> bool:
        """Whether an axis surely lies outside the middle."""
        return -len(self.trail) <= axis < len(self.lead)

    def with_size(self, axis: int, size: Dim) -> Variadic:
        """With another size along one axis; parts of the middle that it takes are unknown."""
        if axis < 0:
            more = -axis - len(self.trail)
            if more > 0:
                # The first dimensions may be among those that are counted from behind.
                return Variadic((), None, (size,) + (None,) * (more - 1) + self.trail)
            at = len(self.trail) + axis
            return Variadic(self.lead, self.rest, (*self.trail[:at], size, *self.trail[at + 1 :]))
        more = axis + 1 - len(self.lead)
        if more > 0:
            return Variadic(self.lead + (None,) * (more - 1) + (size,), None)
        return Variadic((*self.lead[:axis], size, *self.lead[axis + 1 :]), self.rest, self.trail)

    def without_axis(self, axis: int) -> Variadic | None:
        """With one axis removed; None where it may lie in the middle."""
        if not self.holds(axis):
            return None
        if axis < 0:
            at = len(self.trail) + axis
            return Variadic(self.lead, self.rest, self.trail[:at] + self.trail[at + 1 :])
        return Variadic(self.lead[:axis] + self.lead[axis + 1 :], self.rest, self.trail)

    def with_axis(self, axis: int, size: Dim) -> Variadic | None:
        """With a new axis at a place of the result; None where it may lie in the middle."""
        if axis < 0:
            at = len(self.trail) + axis + 1
            if at < 0:
                return None
            return Variadic(self.lead, self.rest, (*self.trail[:at], size, *self.trail[at:]))
        if axis > len(self.lead):
            return None
        return Variadic((*self.lead[:axis], size, *self.lead[axis:]), self.rest, self.trail)

    def sliced(self, start: int | None, stop: int | None) -> Variadic | tuple[Dim, ...]:
        """`shape[start:stop]`, as far as it is known."""
        begins, ends = 0 if start is None else start, stop
        if ends is not None and ends >= 0:
            # Counted from the front; the middle may be empty.
            if ends <= len(self.lead) and begins >= 0:
                return self.lead[begins:ends]
            return Variadic()
        if ends is not None and -ends > len(self.trail):
            return Variadic()
        trail = self.trail if ends is None else self.trail[: len(self.trail) + ends]
        if begins >= 0:
            known = begins <= len(self.lead)
            return Variadic(self.lead[begins:], self.rest, trail) if known else Variadic()
        if -begins > len(self.trail):
            return Variadic()
        return trail[len(self.trail) + begins :]

    def reversed(self) -> Variadic:
        """From the last dimension to the first."""
        return Variadic(self.trail[::-1], None, self.lead[::-1])

    def __str__(self) -> str:
        """As Python writes it, with a star for the middle."""
        middle = "..." if self.rest is None else f"*{self.rest.name}"
        dims = ["?" if dim is None else str(dim) for dim in (*self.lead, middle, *self.trail)]
        return f"({dims[0]},)" if len(dims) == 1 else f"({', '.join(dims)})"


def common(a: Variadic, b: Variadic) -> Variadic:
    """What holds of either."""
    if a == b:
        return a
    least = min(a.least_rank, b.least_rank)
    trail: tuple[Dim, ...] = ()
    for x, y in zip(reversed(a.trail), reversed(b.trail), strict=False):
        trail = (x if x == y else None, *trail)
    lead = tuple(x if x == y else None for x, y in zip(a.lead, b.lead, strict=False))
    lead = lead[: least - len(trail)]
    same = a.rest == b.rest and len(a.lead) == len(b.lead) and len(a.trail) == len(b.trail)
    return Variadic(lead, a.rest if same else None, trail)


def both(a: Variadic, b: Variadic) -> Variadic:
    """A shape that both describe: the one that says more (the first of equals), with sizes that the other knows."""
    more, less = (b, a) if a.least_rank < b.least_rank else (a, b)
    lead, trail = list(more.lead), list(more.trail)
    for at, size in enumerate(less.lead[: len(lead)]):
        lead[at] = size if isinstance(size, int) or lead[at] is None else lead[at]
    for back, size in enumerate(reversed(less.trail[-len(trail) :] if trail else ()), 1):
        trail[-back] = size if isinstance(size, int) or trail[-back] is None else trail[-back]
    return Variadic(tuple(lead), more.rest, tuple(trail))
