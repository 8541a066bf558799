"""Functions that rearrange one array: reshape, transpose, squeeze, broadcast_to, sort and their like."""

from __future__ import annotations

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import Dim, quotient, remainder, surely_different
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import Const, TupleValue, Value
from jaxlint.signatures.one_array import SILENT, of_one
from jaxlint.signatures.reading import (
    UNREAD,
    axes_of,
    axis_error,
    axis_of,
    dim,
    dims,
    dtype_option,
    integer,
    is_absent,
    is_impossible_shape,
    is_one_number,
    literal,
    operand,
)
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import (
    Shaped,
    fits,
    product,
    unknown_dims,
    with_size,
    without,
)
from jaxlint.signatures.signature import Arguments, Mismatch, Outcome, ShapeRule


def reshaped(source: Shape | None, wanted: Value | None, *, raises: str = "TypeError") -> Shaped:
    """The shape that `reshape(source, wanted)` has; one size of -1 is worked out."""
    sizes = wanted.items if isinstance(wanted, TupleValue) else (wanted,)
    if not isinstance(wanted, TupleValue) and (wanted is None or not is_one_number(wanted)):
        return None
    read = [integer(size) for size in sizes]
    if any(size is not None and size < -1 for size in read) or read.count(-1) > 1:
        return SILENT
    if any(isinstance(size, Const) and number is None for size, number in zip(sizes, read, strict=True)):
        return SILENT
    asked: list[Dim] = [
        None if number == -1 else dim(size)
        for size, number in zip(sizes, read, strict=True)
        if size is not None
    ]
    elements = None if source is None else product(source)
    if -1 not in read:
        wanted_elements = product(asked)
        if surely_different(elements, wanted_elements):
            return Mismatch("reshape", f"reshapes {elements} elements into {wanted_elements}", raises)
        return tuple(asked)
    at = read.index(-1)
    others = [size for place, size in enumerate(asked) if place != at]
    if None in others or source is None:
        return tuple(asked)
    if 0 in others:
        return SILENT
    return _inferred(source, asked, at, elements, raises)


def _inferred(source: Shape, asked: list[Dim], at: int, elements: Dim, raises: str) -> Shaped:
    """The shape with its one -1 worked out; sizes that it has in common with the source cancel."""
    known = product(size for place, size in enumerate(asked) if place != at)
    if elements is not None and known is not None:
        left = remainder(elements, known)
        if isinstance(known, int) and isinstance(left, int) and left:
            return Mismatch("reshape", f"reshapes {elements} elements into rows of {known}", raises)
        return with_size(tuple(asked), at, quotient(elements, known))
    rest = list(source)
    for size in asked:
        if size is not None and size in rest:
            rest.remove(size)
        elif size not in (None, 1):
            return tuple(asked)
    return with_size(tuple(asked), at, product(rest))


def _reshape(source: Aval, args: Arguments) -> Shaped:
    order = literal(args.get("order"), "C")
    return reshaped(source.shape, args.get("shape")) if order in ("C", "F") else SILENT


def _ravel(source: Aval, args: Arguments) -> Shaped:
    size: Dim = None if source.shape is None else product(source.shape)
    return (size,) if literal(args.get("order"), "C") in ("C", "F") else SILENT


def _transpose(source: Aval, args: Arguments) -> Shaped:
    return permuted(source.shape, args.get("axes"))


def permuted(shape: Shape | None, axes: Value | None) -> Shaped:
    """The shape with its axes in another order; reversed where none is given."""
    if shape is None:
        return None
    read = literal(axes)
    if read is None:
        return shape[::-1]
    if not isinstance(read, tuple):
        return SILENT if read is not UNREAD else unknown_dims(len(shape))
    places: list[int] = []
    for axis in read:
        if not isinstance(axis, int):
            return SILENT
        if not -len(shape) <= axis < len(shape):
            return axis_error(axis, len(shape))
        places.append(axis % len(shape))
    repeated = next((axis for at, axis in enumerate(places) if axis in places[:at]), None)
    if repeated is not None:
        return Mismatch("axis", f"names axis {repeated} twice", "TypeError")
    if len(places) != len(shape):
        return Mismatch("axis", f"names {len(places)} of {len(shape)} axes", "TypeError")
    return tuple(shape[at] for at in places)


def _permute_dims(source: Aval, args: Arguments) -> Shaped:
    """What it raises for an axis that is named twice differs between JAX 0.10 and 0.12."""
    shape = permuted(source.shape, args.get("axes"))
    return SILENT if isinstance(shape, Mismatch) else shape


def _matrix_transpose(source: Aval, args: Arguments) -> Shaped:
    if source.shape is None:
        return None
    return (*source.shape[:-2], source.shape[-1], source.shape[-2]) if len(source.shape) > 1 else SILENT


def _swapaxes(source: Aval, args: Arguments) -> Shaped:
    if source.shape is None:
        return None
    first, second = (axis_of(args.get(n), len(source.shape), 0, "IndexError") for n in ("axis1", "axis2"))
    if isinstance(first, Mismatch):
        return first
    if isinstance(second, Mismatch):
        return second
    if first is None or second is None:
        return unknown_dims(len(source.shape))
    return with_size(with_size(source.shape, first, source.shape[second]), second, source.shape[first])


def _moveaxis(source: Aval, args: Arguments) -> Shaped:
    if source.shape is None:
        return None
    rank = len(source.shape)
    sides: list[tuple[int, ...]] = []
    for name in ("source", "destination"):
        read = literal(args.get(name))
        if read is UNREAD:
            return unknown_dims(rank)
        axes = read if isinstance(read, tuple) else (read,)
        numbers = [axis for axis in axes if isinstance(axis, int)]
        if len(numbers) != len(axes):
            return SILENT
        outside = next((axis for axis in numbers if not -rank <= axis < rank), None)
        if outside is not None:
            return axis_error(outside, rank)
        sides.append(tuple(axis % rank for axis in numbers))
    moved, targets = sides
    if len(moved) != len(targets) or len(set(moved)) != len(moved) or len(set(targets)) != len(targets):
        return SILENT
    order = [axis for axis in range(rank) if axis not in moved]
    for target, axis in sorted(zip(targets, moved, strict=True)):
        order.insert(target, axis)
    return tuple(source.shape[axis] for axis in order)


def _expand_dims(source: Aval, args: Arguments) -> Shaped:
    """`expand_dims(a, axis)`: axes counted in the result."""
    if source.shape is None:
        return None
    read = literal(args.get("axis"))
    if read is UNREAD:
        return None
    axes = read if isinstance(read, tuple) else (read,)
    rank = len(source.shape) + len(axes)
    places: list[int] = []
    for axis in axes:
        if not isinstance(axis, int):
            return SILENT
        if not -rank <= axis < rank:
            return axis_error(axis, rank)
        places.append(axis % rank)
    if len(set(places)) != len(places):
        return SILENT
    sizes = iter(source.shape)
    return tuple(1 if at in places else next(sizes) for at in range(rank))


def _squeeze(source: Aval, args: Arguments) -> Shaped:
    if source.shape is None:
        return None
    if is_absent(args.get("axis")):
        # A size that is not known may be 1 and go.
        known = all(isinstance(size, int) for size in source.shape)
        return tuple(size for size in source.shape if size != 1) if known else None
    axes = axes_of(args.get("axis"), len(source.shape))
    if axes is None or isinstance(axes, Mismatch):
        return axes
    for axis in axes:
        size = source.shape[axis]
        if surely_different(size, 1):
            return Mismatch("axis", f"squeezes axis {axis} of size {size}", "ValueError")
    return without(source.shape, axes)


def _broadcast_to(source: Aval, args: Arguments) -> Shaped:
    wanted = args.get("shape")
    shape = dims(wanted)
    if is_impossible_shape(wanted):
        return SILENT
    if shape is None or source.shape is None:
        return shape
    if fits(source.shape, shape) is False:
        detail = (
            "broadcasts to fewer dimensions"
            if len(source.shape) > len(shape)
            else _clash(source.shape, shape)
        )
        return Mismatch("broadcast", detail, "ValueError")
    return shape


def _clash(source: Shape, target: Shape) -> str:
    pairs = zip(reversed(source), reversed(target), strict=False)
    a, b = next((a, b) for a, b in pairs if surely_different(a, b) and a != 1)
    return f"broadcasts {a} to {b}"


def _along_axes(source: Aval, args: Arguments) -> Shaped:
    """flip, roll: the shape stays, the axes must exist."""
    if source.shape is None:
        return None
    read = literal(args.get("axis"))
    if isinstance(read, tuple) and len(read) > 1:
        # roll may name an axis twice, flip may not.
        return SILENT if isinstance(axes_of(args.get("axis"), len(source.shape)), Mismatch) else source.shape
    axes = axes_of(args.get("axis"), len(source.shape))
    return axes if isinstance(axes, Mismatch) else source.shape


def _sorted(source: Aval, args: Arguments) -> Shaped:
    """`sort(a, axis=-1)`: None flattens."""
    if source.shape is None or literal(args.get("axis"), -1) is UNREAD:
        return None
    if "axis" in args and is_absent(args["axis"]):
        return (product(source.shape),)
    axis = axis_of(args.get("axis"), len(source.shape), -1)
    return axis if isinstance(axis, Mismatch) else source.shape


def _argsort(args: Arguments) -> Outcome:
    source = operand(args.get("a"))
    if source is None:
        return None
    shape = _sorted(source, args)
    dtype = dtype_option(args.get("dtype"), dtypes.INT)
    if dtypes.kind_of(dtype) not in (*dtypes.INTEGER, None):
        return None
    return shape if isinstance(shape, Mismatch) else Aval(shape, dtype, False)


def astype(parameter: str) -> ShapeRule:
    """`astype(x, dtype)`."""

    def rule(args: Arguments) -> Outcome:
        source = operand(args.get(parameter))
        if source is None or dtypes.kind_of(source.dtype) is Kind.KEY:
            return None
        if is_absent(args.get("dtype")):
            return Aval(source.shape, dtypes.FLOAT, False)
        return Aval(source.shape, dtype_option(args.get("dtype"), None), False)

    return rule


FAMILIES = (
    Family(
        "jax.numpy",
        "reshape: a, static shape, static order=?, *, copy=?, out_sharding=?",
        of_one("a", _reshape),
    ),
    Family("jax.numpy", "ravel: a, static order=?, *, out_sharding=?", of_one("a", _ravel)),
    Family("jax.numpy", "transpose: a, static axes=?", of_one("a", _transpose)),
    Family("jax.numpy", "permute_dims: a, /, static axes", of_one("a", _permute_dims)),
    Family("jax.numpy", "matrix_transpose: x, /", of_one("x", _matrix_transpose)),
    Family("jax.numpy.linalg", "matrix_transpose: x, /", of_one("x", _matrix_transpose)),
    Family("jax.numpy", "swapaxes: a, static axis1, static axis2", of_one("a", _swapaxes)),
    Family("jax.numpy", "moveaxis: a, static source, static destination", of_one("a", _moveaxis)),
    Family("jax.numpy", "expand_dims: a, static axis", of_one("a", _expand_dims)),
    Family("jax.numpy", "squeeze: a, static axis=?", of_one("a", _squeeze)),
    Family(
        "jax.numpy", "broadcast_to: array, static shape, *, out_sharding=?", of_one("array", _broadcast_to)
    ),
    Family("jax.numpy", "flip: m, static axis=?", of_one("m", _along_axes)),
    Family("jax.numpy", "roll: a, shift, static axis=?", of_one("a", _along_axes, keeps_weak=False)),
    Family(
        "jax.numpy",
        "sort: a, static axis=?, *, static kind=?, static order=?, static stable=?, static descending=?",
        of_one("a", _sorted),
    ),
    Family(
        "jax.numpy",
        "argsort: a, static axis=?, *, static kind=?, static order=?, static stable=?, static descending=?,"
        " static dtype=?",
        _argsort,
    ),
    Family("jax.numpy", "astype: x, static dtype, /, *, copy=?, device=?", astype("x")),
)
