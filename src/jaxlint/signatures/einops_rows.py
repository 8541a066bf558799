"""einops: patterns that name the axes of what they rearrange, reduce, repeat and contract."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final, TypeAlias

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import Dim, may_be, quotient, remainder, surely_different
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import TupleValue, Value
from jaxlint.signatures.reading import dim, literal, operand
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import broadcast_dims, product
from jaxlint.signatures.signature import Arguments, Makes, Mismatch, Outcome

_DOTS: Final = "..."
_ERROR: Final = "EinopsError"
Group: TypeAlias = tuple[str, ...]
"""The axes that make one dimension: `(h w)`; one axis alone; none for `1` and `()`."""
Side: TypeAlias = tuple[Group, ...]


@functools.lru_cache(maxsize=512)
def sides(pattern: str) -> tuple[Side, Side] | None:
    """Both sides of `b (h w) -> b h w`; None where it is not a pattern."""
    left, arrow, right = pattern.partition("->")
    read = _side(left), _side(right)
    return None if not arrow or read[0] is None or read[1] is None else (read[0], read[1])


def _side(text: str) -> Side | None:
    groups: list[Group] = []
    inside: list[str] | None = None
    for token in text.replace("(", " ( ").replace(")", " ) ").split():
        match token, inside:
            case "(", None:
                inside = []
            case ")", list():
                # `(...)` makes one dimension of what `...` stands for.
                groups.append((*inside, "1") if inside == [_DOTS] else tuple(inside))
                inside = None
            case (("(" | ")"), _):
                return None
            case _, None:
                groups.append(() if token == "1" else (token,))
            case _, list():
                inside += [] if token == "1" else [token]
    if inside is not None or sum(_DOTS in group for group in groups) > 1:
        return None
    return tuple(groups)


class _Axes:
    """Sizes by the names of a pattern, as far as they are known."""

    def __init__(self, given: Mapping[str, Dim]) -> None:
        self.sizes: dict[str, Dim] = dict(given)
        self.rest: Shape | None = None
        """What `...` stands for."""

    def meet(self, side: Side, shape: Shape) -> Mismatch | None:
        """Take the sizes of an array for the axes of its side of the pattern."""
        dots = next((at for at, group in enumerate(side) if _DOTS in group), None)
        if dots is not None and side[dots] != (_DOTS,):
            return Mismatch("einops", "takes no `...` in brackets", _ERROR)
        spare = len(shape) - len(side)
        if spare < (0 if dots is None else -1) or (spare and dots is None):
            return Mismatch("einops", f"names {len(side)} axes of {len(shape)} dimensions", _ERROR)
        at = 0
        for number, group in enumerate(side):
            if number == dots:
                self.rest = shape[at : at + spare + 1]
                at += spare + 1
                continue
            clash = self._take(group, shape[at])
            if clash is not None:
                return clash
            at += 1
        return None

    def _take(self, group: Group, size: Dim) -> Mismatch | None:
        if not group:
            bad = size is not None and not may_be(size, 1)
            return Mismatch("einops", f"takes an axis of size 1, not {size}", _ERROR) if bad else None
        unknown = [name for name in group if self.size(name) is None]
        known = product(self.size(name) for name in group if name not in unknown)
        if not unknown:
            if surely_different(known, size):
                return Mismatch("einops", f"`{' '.join(group)}` is {known} and {size}", _ERROR)
            return None
        left = remainder(size, known)
        if len(unknown) == 1 and isinstance(known, int) and isinstance(left, int) and left:
            return Mismatch("einops", f"divides {size} into parts of {known}", _ERROR)
        if len(unknown) == 1 and known != 0:
            self.sizes[unknown[0]] = quotient(size, known)
        return None

    def size(self, name: str) -> Dim:
        return int(name) if name.isdecimal() else self.sizes.get(name)

    def shape(self, side: Side) -> Shape | None:
        """The shape of the result."""
        result: list[Dim] = []
        for group in side:
            if group == (_DOTS,):
                if self.rest is None:
                    return None
                result += self.rest
            else:
                parts = [self.size(name) for name in group if name != _DOTS]
                if _DOTS in group:
                    parts.append(None if self.rest is None else product(self.rest))
                result.append(product(parts))
        return tuple(result)


def _pattern(args: Arguments) -> tuple[Side, Side] | None:
    text = literal(args.get("pattern"))
    return sides(text) if isinstance(text, str) else None


def _lengths(args: Arguments) -> dict[str, Dim]:
    known = ("tensor", "pattern", "reduction", "axes_lengths")
    return {name: dim(value) for name, value in args.items() if name not in known}


def _source(value: Value | None) -> Aval | None:
    """The array, or a list of arrays, which are stacked first."""
    if not isinstance(value, TupleValue):
        return operand(value)
    parts = [operand(item) for item in value.items]
    first = parts[0] if parts else None
    if first is None or first.shape is None or any(part != first for part in parts):
        return None
    return first.with_shape((len(parts), *first.shape))


def _named(side: Side) -> frozenset[str]:
    return frozenset(name for group in side for name in group if not name.isdecimal())


def _rearranged(args: Arguments) -> Outcome:
    """The same elements under other axes: what is named on one side is named on the other."""
    pattern = _pattern(args)
    return _under(args) if pattern is not None and _named(pattern[0]) == _named(pattern[1]) else None


def _repeated(args: Arguments) -> Outcome:
    pattern = _pattern(args)
    return _under(args) if pattern is not None and _named(pattern[0]) <= _named(pattern[1]) else None


def _under(args: Arguments) -> Outcome:
    source, pattern = _source(args.get("tensor")), _pattern(args)
    if source is None or pattern is None:
        return None
    if source.shape is None:
        return Aval(None, source.dtype)
    axes = _Axes(_lengths(args))
    clash = axes.meet(pattern[0], source.shape)
    return clash if clash is not None else Aval(axes.shape(pattern[1]), source.dtype)


def _reduced(args: Arguments) -> Outcome:
    pattern = _pattern(args)
    outcome = _under(args) if pattern is not None and _named(pattern[0]) >= _named(pattern[1]) else None
    if isinstance(outcome, Aval) and dtypes.kind_of(outcome.dtype) is not Kind.FLOATING:
        return Aval(outcome.shape)
    return outcome


def _contracted(args: Arguments) -> Outcome:
    """`einsum(x, w, "b i, i o -> b o")`: a name is one size wherever it stands."""
    packed = args.get("tensors_and_pattern")
    if not isinstance(packed, TupleValue) or len(packed.items) < 2:
        return None
    *tensors, last = packed.items
    text = literal(last)
    operands = [operand(tensor) for tensor in tensors]
    if not isinstance(text, str) or any(known is None for known in operands):
        return None
    left, arrow, right = text.partition("->")
    result = _side(right)
    terms = [_side(term) for term in left.split(",")]
    if not arrow or result is None or len(terms) != len(operands) or _DOTS in text:
        return None
    sizes: dict[str, Dim] = {}
    for number, (term, source) in enumerate(zip(terms, operands, strict=True)):
        if term is None or source is None or any(len(group) != 1 for group in term):
            return None
        if source.shape is None:
            continue
        if len(source.shape) != len(term):
            detail = f"names {len(term)} axes of {len(source.shape)} dimensions"
            return Mismatch("einops", f"operand {number} {detail}", "ValueError")
        for (name,), size in zip(term, source.shape, strict=True):
            held = sizes.get(name)
            if surely_different(held, size) and not may_be(held, 1) and not may_be(size, 1):
                return Mismatch("einops", f"`{name}` is {held} and {size}", "ValueError")
            sizes[name] = size if name not in sizes else broadcast_dims(held, size)
    dtype, _ = dtypes.promote(*(known for known in operands if known is not None))
    return Aval(tuple(sizes.get(group[0]) if group else 1 for group in result), dtype)


FAMILIES: Final = (
    Family(
        "einops",
        "rearrange: tensor, pattern, **axes_lengths",
        _rearranged,
        Makes.BY_KIND,
    ),
    Family("einops", "repeat: tensor, pattern, **axes_lengths", _repeated, Makes.BY_KIND),
    Family("einops", "reduce: tensor, pattern, reduction, **axes_lengths", _reduced, Makes.BY_KIND),
    Family("einops", "einsum: *tensors_and_pattern", _contracted, Makes.BY_KIND),
    Family("einops", "parse_shape: x, pattern", None, Makes.HOST, "dict"),
)
