"""`x[...]` and `x.at[...].set(v)`: the shape that an index selects, and whether an update fits it."""

from __future__ import annotations

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import (
    Dim,
    Polynomial,
    Size,
    Symbol,
    is_natural,
    minus,
    plus,
    positive_part,
    quotient,
    surely_different,
    times,
)
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import (
    NONE,
    Array,
    Const,
    Extent,
    Host,
    NumPyArray,
    SliceValue,
    TupleValue,
    Value,
    size_of_number,
)
from jaxlint.records import dataclass
from jaxlint.signatures.reading import in_jax, integer, is_absent
from jaxlint.signatures.shapes import broadcast, fits
from jaxlint.signatures.signature import Mismatch, Outcome


@dataclass(frozen=True, slots=True)
class _Advanced:
    """An index by integers: one dimension consumed, its shape broadcast with the other advanced ones."""

    shape: Shape | None
    scalar: bool
    """A Python int: with arrays beside it, it counts as one of them."""
    number: Dim = None
    """Which int, as far as it is known."""


@dataclass(frozen=True, slots=True)
class _Mask:
    """A boolean array: as many dimensions consumed as it has, one of unknown size made."""

    shape: Shape


class _NoIndex:
    """Not an index that JAX takes."""


class _NewAxis:
    pass


class _Dots:
    pass


_Item = _Advanced | _Mask | _NoIndex | _NewAxis | _Dots | SliceValue


def _item(value: Value) -> _Item | None:
    """What one part of an index is; None where not known or not an index that JAX takes."""
    match value:
        case SliceValue():
            return value
        case Const(value=None):
            return _NewAxis()
        case Const(value=ellipsis) if ellipsis is Ellipsis:
            return _Dots()
        case Const(value=bool()):
            return None
        case Const(value=str() | float() | complex() | bytes()) | TupleValue():
            return _NoIndex()
        case Const(value=int()) | Extent() | Host(type_name="int"):
            return _Advanced((), scalar=True, number=size_of_number(value))
        case Array(aval=aval):
            return _array_item(aval)
        case NumPyArray(aval=aval):
            return _array_item(in_jax(aval))
        case _:
            return None


def _array_item(aval: Aval) -> _Item | None:
    kind = dtypes.kind_of(aval.dtype)
    if kind in dtypes.INTEGER:
        return _Advanced(aval.shape, scalar=False)
    if kind is Kind.BOOL and aval.shape:
        return _Mask(aval.shape)
    return _NoIndex() if kind in dtypes.INEXACT or kind is Kind.KEY else None


def _consumed(item: _Item) -> int:
    match item:
        case _Advanced() | SliceValue():
            return 1
        case _Mask(shape=shape):
            return len(shape)
        case _:
            return 0


def _sliced(size: Dim, part: SliceValue) -> Dim:
    """The length of a slice of a dimension."""
    open_below, open_above = is_absent(part.lower), is_absent(part.upper)
    step = 1 if is_absent(part.step) else integer(part.step)
    if open_below and open_above and step in (1, -1):
        return size
    if size is None or not step:
        return None
    if open_below and open_above:
        return quotient(plus(size, abs(step) - 1), abs(step))
    start, stop = integer(part.lower), integer(part.upper)
    if isinstance(size, int) and (open_below or start is not None) and (open_above or stop is not None):
        return len(range(*slice(start, stop, step).indices(size)))
    if step < 0:
        return None
    low, high = _bound(size, part.lower, 0), _bound(size, part.upper, size)
    return quotient(plus(positive_part(minus(high, low)), step - 1), step)


def _bound(size: Size, value: Value, default: Size) -> Dim:
    """A bound of a slice counted from the front, and none beyond the dimension."""
    if is_absent(value):
        return default
    bound = size_of_number(value)
    if isinstance(bound, int) and bound < 0:
        return positive_part(plus(size, bound))
    return minus(size, positive_part(minus(size, bound))) if is_natural(bound) else None


def _expanded(items: list[_Item], ndim: int) -> list[_Item] | Mismatch | None:
    """The index with its ellipsis written out as slices."""
    dots = [at for at, item in enumerate(items) if isinstance(item, _Dots)]
    if len(dots) > 1:
        return None
    spare = ndim - sum(map(_consumed, items))
    if spare < 0:
        plural = "dimension" if ndim == 1 else "dimensions"
        return Mismatch("index", f"{ndim - spare} indices for {ndim} {plural}", "IndexError")
    at = dots[0] if dots else len(items)
    # Dots that stand for nothing stay: they keep advanced indices apart.
    whole: list[_Item] = [SliceValue(NONE, NONE, NONE)] * spare
    return [*items[:at], *(whole or items[at : at + 1]), *items[at + len(dots) :]]


def selected(shape: Shape | None, index: Value) -> Shape | Mismatch | _NoIndex | None:
    """The shape that `x[index]` has; `_NoIndex` where JAX raises for another reason."""
    parts = index.items if isinstance(index, TupleValue) else (index,)
    items = [_item(part) for part in parts]
    if any(isinstance(item, _NoIndex) for item in items):
        return _NoIndex()
    known = [item for item in items if item is not None]
    if shape is None or len(known) != len(items):
        return None
    expanded = _expanded(known, len(shape))
    if expanded is None or isinstance(expanded, Mismatch):
        return expanded
    result: list[Dim] = []
    groups: list[Shape | None] = []
    places: list[tuple[int, int]] = []
    axis, empty = 0, None
    for number, item in enumerate(expanded):
        match item:
            case SliceValue():
                result.append(_sliced(shape[axis], item))
            case _NewAxis():
                result.append(1)
            case _Mask(shape=mask):
                clash = _mask_error(mask, shape[axis : axis + len(mask)], axis)
                if clash:
                    return clash
                groups.append((None,))
                places.append((number, len(result)))
            case _Advanced():
                empty = axis if shape[axis] == 0 else empty
                groups.append(item.shape)
                places.append((number, len(result)))
        axis += _consumed(item)
    if all(group == () for group in groups):
        if empty is not None:
            return Mismatch("index", f"index into dimension {empty} of size 0", "IndexError")
        return tuple(result)
    if empty is not None:
        return _NoIndex()
    together = broadcast(*groups, raises="ValueError")
    if isinstance(together, Mismatch):
        return Mismatch("index", together.detail, together.raises)
    if together is None:
        return None
    numbers = [number for number, _ in places]
    contiguous = numbers[-1] - numbers[0] == len(numbers) - 1
    at = places[0][1] if contiguous else 0
    return (*result[:at], *together, *result[at:])


def _mask_error(mask: Shape, shape: Shape, axis: int) -> Mismatch | None:
    """The error of a boolean index that is not as long as the dimensions it selects from."""
    if 0 in mask:
        # An empty mask selects nothing from any dimension.
        return None
    for offset, (wanted, size) in enumerate(zip(mask, shape, strict=True)):
        if surely_different(wanted, size):
            detail = f"mask of {wanted} for dimension {axis + offset} of size {size}"
            return Mismatch("index", detail, "IndexError")
    return None


def index(aval: Aval, index: Value) -> Outcome:
    """What `x[index]` is for an array of this aval."""
    shape = selected(aval.shape, index)
    if isinstance(shape, _NoIndex):
        return None
    return shape if isinstance(shape, Mismatch) else Aval(shape, aval.dtype, aval.weak)


@dataclass(frozen=True, slots=True)
class Outside:
    """An int that lies outside of the dimension it indexes, whatever the symbols are."""

    number: Size
    axis: int
    size: Size
    below: bool
    """It counts from the end to before the first element."""


def outside(shape: Shape | None, index: Value) -> Outside | None:
    """The first part of an index that surely selects nothing; JAX raises only where the dimension is empty."""
    parts = index.items if isinstance(index, TupleValue) else (index,)
    items = [item for part in parts if (item := _item(part)) is not None]
    if shape is None or len(items) != len(parts):
        return None
    expanded = _expanded(items, len(shape))
    axis = 0
    for item in expanded if isinstance(expanded, list) else ():
        size = shape[axis] if _consumed(item) else None
        if isinstance(item, _Advanced) and item.number is not None and size:
            below = is_natural(minus(minus(times(item.number, -1), size), 1))
            if below or is_natural(minus(item.number, size)):
                return Outside(item.number, axis, size, below)
        axis += _consumed(item)
    return None


def at_update(aval: Aval, index: Value, value: Aval) -> Outcome:
    """What `x.at[index].set(value)` (or add, ...) is: x's aval, if the value fits the selection."""
    shape = selected(aval.shape, index)
    if isinstance(shape, _NoIndex):
        return None
    if isinstance(shape, Mismatch):
        return shape
    # An update of nothing is not checked, and a dimension of unknown size may be empty.
    known = (
        shape is not None and all(shape) and not any(isinstance(size, (Symbol, Polynomial)) for size in shape)
    )
    if known and shape is not None and value.shape is not None and fits(value.shape, shape) is False:
        detail = f"stores {_shown(value.shape)} into {_shown(shape)}"
        return Mismatch("broadcast", detail, "ValueError")
    return aval


def _shown(shape: Shape) -> str:
    sizes = ", ".join("?" if size is None else str(size) for size in shape)
    return f"({sizes},)" if len(shape) == 1 else f"({sizes})"
