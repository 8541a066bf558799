"""jax.lax's structural functions: slices, updates, broadcasts, pads, selections, convolutions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import Dim, is_natural, plus, shortened, surely_different, times
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import Const, TupleValue
from jaxlint.signatures.convolution import conv, conv_general_dilated
from jaxlint.signatures.elementwise import may_share_dtype, one_dtype
from jaxlint.signatures.manipulation import permuted
from jaxlint.signatures.one_array import SILENT, of_one
from jaxlint.signatures.reading import (
    UNREAD,
    axis_of,
    dim,
    dims,
    integer,
    ints,
    is_absent,
    is_impossible_shape,
    jax_dtype,
    literal,
    operand,
)
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import Shaped, product, size_of, with_size, without
from jaxlint.signatures.signature import Arguments, Makes, Mismatch, Outcome, ShapeRule


def _reshape(source: Aval, args: Arguments) -> Shaped:
    """`lax.reshape(operand, new_sizes)`: no -1; a wrong size is found after tracing."""
    sizes = args.get("new_sizes")
    shape = dims(sizes) if isinstance(sizes, TupleValue) else None
    if is_impossible_shape(sizes) or not is_absent(args.get("dimensions")):
        return SILENT
    if shape is None:
        return None
    wanted, have = size_of(shape), size_of(source.shape)
    return SILENT if wanted is not None and have is not None and wanted != have else shape


def _transpose(source: Aval, args: Arguments) -> Shaped:
    order = ints(args.get("permutation"))
    if order is not None and any(axis < 0 for axis in order):
        return SILENT
    shape = permuted(source.shape, args.get("permutation"))
    return (
        replace(shape, raises="TypeError") if isinstance(shape, Mismatch) and shape is not SILENT else shape
    )


def _broadcast(source: Aval, args: Arguments) -> Shaped:
    sizes = args.get("sizes")
    before = dims(sizes) if isinstance(sizes, TupleValue) else None
    if is_impossible_shape(sizes) or isinstance(sizes, Const):
        return SILENT
    return None if before is None or source.shape is None else (*before, *source.shape)


def _broadcast_in_dim(source: Aval, args: Arguments) -> Shaped:
    wanted, places = args.get("shape"), ints(args.get("broadcast_dimensions"))
    shape = dims(wanted) if isinstance(wanted, TupleValue) else None
    if is_impossible_shape(wanted):
        return SILENT
    if shape is None or source.shape is None or places is None:
        return shape
    if len(places) != len(source.shape) or list(places) != sorted(set(places)):
        return SILENT
    if any(not 0 <= place < len(shape) for place in places):
        return SILENT
    for size, place in zip(source.shape, places, strict=True):
        if size != 1 and surely_different(size, shape[place]):
            return Mismatch("broadcast", f"broadcasts {size} to {shape[place]}", "TypeError")
    return shape


def _broadcast_to_rank(source: Aval, args: Arguments) -> Shaped:
    rank = integer(args.get("rank"))
    if source.shape is None or rank is None:
        return None
    return (1,) * (rank - len(source.shape)) + source.shape if rank >= len(source.shape) else SILENT


def _squeeze(source: Aval, args: Arguments) -> Shaped:
    places = ints(args.get("dimensions"))
    if source.shape is None or places is None:
        return None
    rank = len(source.shape)
    if any(not -rank <= place < rank for place in places):
        return SILENT
    axes = [place % rank for place in places]
    if len(set(axes)) != len(axes):
        return SILENT
    for axis in axes:
        if surely_different(source.shape[axis], 1):
            detail = f"squeezes axis {axis} of size {source.shape[axis]}"
            return Mismatch("axis", detail, "ValueError")
    return without(source.shape, axes)


def _expand_dims(source: Aval, args: Arguments) -> Shaped:
    places = ints(args.get("dimensions"))
    if source.shape is None or places is None:
        return None
    rank = len(source.shape) + len(places)
    if any(not -rank <= place < rank for place in places):
        return SILENT
    axes = {place % rank for place in places}
    if len(axes) != len(places):
        return SILENT
    sizes = iter(source.shape)
    return tuple(1 if at in axes else next(sizes) for at in range(rank))


def _pad(args: Arguments) -> Outcome:
    """`lax.pad(operand, value, ((low, high, interior), ...))`."""
    source, value = operand(args.get("operand")), operand(args.get("padding_value"))
    config = literal(args.get("padding_config"))
    if source is None or value is None or source.shape is None or not may_share_dtype((source, value)):
        return None
    if not isinstance(config, tuple) or len(config) != len(source.shape) or value.shape not in ((), None):
        return None
    sizes: list[Dim] = []
    for size, row in zip(source.shape, config, strict=True):
        match row:
            case (int(low), int(high), int(inner)) if inner >= 0:
                padded = plus(plus(size, low + high), times(inner, shortened(size, 1)))
            case _:
                return None
        if isinstance(padded, int) and padded < 0:
            return None
        sizes.append(padded if is_natural(padded) else None)
    return Aval(tuple(sizes), *one_dtype((source, value)))


def _select(which: str, names: Sequence[str]) -> ShapeRule:
    """`lax.select(pred, a, b)`: equal shapes, a predicate of that shape or a scalar."""

    def rule(args: Arguments) -> Outcome:
        packed = args.get("cases")
        values = packed.items if isinstance(packed, TupleValue) else tuple(args.get(name) for name in names)
        test, operands = operand(args.get(which)), [operand(value) for value in values]
        cases = [aval for aval in operands if aval is not None]
        if test is None or not cases or len(cases) != len(operands) or not may_share_dtype(cases):
            return None
        kind = dtypes.kind_of(test.dtype)
        if kind not in (Kind.BOOL, None) and not (which == "which" and test.dtype == "int32"):
            return None
        shapes = [case.shape for case in cases if case.shape is not None]
        if not shapes:
            return None
        clash = _equal_shapes(shapes)
        if clash:
            return clash
        if test.shape and (len(test.shape) != len(shapes[0]) or _equal_shapes([test.shape, shapes[0]])):
            return None
        return Aval(shapes[0], *one_dtype(cases))

    return rule


def _equal_shapes(shapes: Sequence[Shape]) -> Mismatch | None:
    first = shapes[0]
    for other in shapes[1:]:
        if len(other) != len(first):
            return Mismatch("broadcast", f"selects of {len(first)} and {len(other)} dimensions", "TypeError")
        for a, b in zip(first, other, strict=True):
            if surely_different(a, b):
                return Mismatch("broadcast", f"selects of sizes {a} and {b}", "TypeError")
    return None


def _clamp(args: Arguments) -> Outcome:
    low, source, high = (operand(args.get(name)) for name in ("min", "x", "max"))
    if low is None or source is None or high is None or not may_share_dtype((low, source, high)):
        return None
    if dtypes.kind_of(source.dtype) in (Kind.COMPLEX, Kind.KEY, Kind.BOOL):
        return None
    for bound in (low, high):
        if bound.shape is not None and source.shape is not None and bound.shape not in ((), source.shape):
            return None
    return Aval(source.shape, *one_dtype((low, source, high)))


def _iota(args: Arguments) -> Outcome:
    size, dtype = args.get("size"), jax_dtype(args.get("dtype"))
    if size is None or is_impossible_shape(size) or dtype == dtypes.BOOL:
        return None
    return Aval((dim(size),), dtype, False)


def _broadcasted_iota(args: Arguments) -> Outcome:
    wanted, dtype = args.get("shape"), jax_dtype(args.get("dtype"))
    axis, shape = integer(args.get("dimension")), dims(args.get("shape"))
    if (
        is_impossible_shape(wanted)
        or dtype == dtypes.BOOL
        or not isinstance(wanted, TupleValue)
        or shape is None
    ):
        return None
    return None if axis is None or not 0 <= axis < len(shape) else Aval(shape, dtype, False)


def _full(args: Arguments) -> Outcome:
    fill = operand(args.get("fill_value"))
    if fill is None or fill.shape != () or is_impossible_shape(args.get("shape")):
        return None
    shape = dims(args.get("shape"))
    if is_absent(args.get("dtype")):
        return Aval(shape, fill.dtype, None)
    return Aval(shape, jax_dtype(args.get("dtype")), False)


def _convert(args: Arguments) -> Outcome:
    source = operand(args.get("operand"))
    if source is None or dtypes.kind_of(source.dtype) is Kind.KEY:
        return None
    return Aval(source.shape, jax_dtype(args.get("new_dtype")), None)


def _sort(args: Arguments) -> Outcome:
    """`lax.sort(operand, dimension=-1)` of one array or of several."""
    value = args.get("operand")
    if isinstance(value, TupleValue):
        return None
    source = operand(value)
    if source is None or source.shape is None:
        return None
    axis = axis_of(args.get("dimension"), len(source.shape), -1)
    return axis if isinstance(axis, Mismatch) else Aval(source.shape, source.dtype, source.weak)


def _top_k(args: Arguments) -> Outcome:
    """`top_k(operand, k, axis=-1)`: values and indices."""
    source, count = operand(args.get("operand")), args.get("k")
    if source is None or not source.shape or count is None or is_impossible_shape(count):
        return None
    axis = axis_of(args.get("axis"), len(source.shape), -1)
    if dtypes.kind_of(source.dtype) in (Kind.KEY, Kind.COMPLEX) or not isinstance(axis, int):
        return None
    wanted, size = dim(count), source.shape[axis]
    if isinstance(wanted, int) and isinstance(size, int) and wanted > size:
        return Mismatch("axis", f"takes the top {wanted} of {size}", "ValueError")
    shape = with_size(source.shape, axis, wanted)
    return Aval(shape, source.dtype, None), Aval(shape, "int32", None)


def _argmax(args: Arguments) -> Outcome:
    """`lax.argmax(operand, axis, index_dtype)`."""
    source, axis = operand(args.get("operand")), integer(args.get("axis"))
    if source is None or source.shape is None or axis is None or not 0 <= axis < len(source.shape):
        return None
    dtype = jax_dtype(args.get("index_dtype"))
    if dtypes.kind_of(dtype) not in (*dtypes.INTEGER, None) or source.shape[axis] == 0:
        return None
    if dtypes.kind_of(source.dtype) in (Kind.COMPLEX, Kind.KEY, Kind.BOOL):
        return None
    return Aval(without(source.shape, (axis,)), dtype, False)


def _collapse(source: Aval, args: Arguments) -> Shaped:
    """`collapse(operand, start, stop=None)`: the axes of a range become one."""
    if source.shape is None:
        return None
    bounds = [literal(args.get(name)) for name in ("start_dimension", "stop_dimension")]
    if UNREAD in bounds:
        return None
    start, stop = bounds
    if not isinstance(start, int) or not (stop is None or isinstance(stop, int)):
        return SILENT
    low, high, _ = slice(start, stop).indices(len(source.shape))
    if high < low or abs(start) > len(source.shape) or (stop is not None and abs(stop) > len(source.shape)):
        return SILENT
    return (*source.shape[:low], product(source.shape[low:high]), *source.shape[high:])


def _tile(source: Aval, args: Arguments) -> Shaped:
    reps = ints(args.get("reps"))
    if source.shape is None or reps is None:
        return None
    if len(reps) != len(source.shape) or any(rep < 0 for rep in reps):
        return SILENT
    return tuple(product(pair) for pair in zip(source.shape, reps, strict=True))


def _rev(source: Aval, args: Arguments) -> Shaped:
    axes = ints(args.get("dimensions"))
    if source.shape is None or axes is None:
        return None
    return (
        source.shape
        if len(set(axes)) == len(axes) and all(0 <= axis < len(source.shape) for axis in axes)
        else SILENT
    )


def _unchanged(accepts: frozenset[Kind]) -> Callable[[Aval, Arguments], Shaped]:
    def shape_of(source: Aval, args: Arguments) -> Shaped:
        kind = dtypes.kind_of(source.dtype)
        return SILENT if kind is not None and kind not in accepts else source.shape

    return shape_of


FAMILIES = (
    Family(
        "jax.lax",
        "reshape: operand, static new_sizes, static dimensions=?, *, out_sharding=?",
        of_one("operand", _reshape),
    ),
    Family("jax.lax", "transpose: operand, static permutation", of_one("operand", _transpose)),
    Family("jax.lax", "broadcast: operand, static sizes, *, out_sharding=?", of_one("operand", _broadcast)),
    Family(
        "jax.lax",
        "broadcast_in_dim: operand, static shape, static broadcast_dimensions, *, out_sharding=?",
        of_one("operand", _broadcast_in_dim),
    ),
    Family("jax.lax", "broadcast_to_rank: x, static rank", of_one("x", _broadcast_to_rank)),
    Family("jax.lax", "squeeze: array, static dimensions", of_one("array", _squeeze)),
    Family("jax.lax", "expand_dims: array, static dimensions", of_one("array", _expand_dims)),
    Family("jax.lax", "pad: operand, padding_value, static padding_config", _pad),
    Family("jax.lax", "select: pred, on_true, on_false", _select("pred", ("on_true", "on_false"))),
    Family("jax.lax", "select_n: which, *cases", _select("which", ())),
    Family("jax.lax", "clamp: min, x, max", _clamp),
    Family("jax.lax", "iota: static dtype, static size", _iota),
    Family(
        "jax.lax",
        "broadcasted_iota: static dtype, static shape, static dimension, *, out_sharding=?",
        _broadcasted_iota,
    ),
    Family("jax.lax", "full: static shape, fill_value, static dtype=?, *, sharding=?", _full),
    Family("jax.lax", "convert_element_type: operand, static new_dtype", _convert),
    Family(
        "jax.lax",
        "sort: operand, static dimension=?, static is_stable=?, static num_keys=?",
        _sort,
    ),
    Family("jax.lax", "top_k: operand, static k, *, static axis=?", _top_k, Makes.ARRAYS),
    Family("jax.lax", "argmax argmin: operand, static axis, static index_dtype", _argmax),
    Family(
        "jax.lax",
        "collapse: operand, static start_dimension, static stop_dimension=?",
        of_one("operand", _collapse),
    ),
    Family("jax.lax", "tile: operand, static reps", of_one("operand", _tile)),
    Family("jax.lax", "rev: operand, static dimensions", of_one("operand", _rev)),
    Family(
        "jax.lax",
        "reduce_precision: operand, static exponent_bits, static mantissa_bits",
        of_one("operand", _unchanged(frozenset({Kind.FLOATING}))),
    ),
    Family(
        "jax.lax",
        "conv: lhs, rhs, static window_strides, static padding, static precision=?,"
        " static preferred_element_type=?",
        conv,
    ),
    Family(
        "jax.lax",
        "conv_general_dilated: lhs, rhs, static window_strides, static padding, static lhs_dilation=?,"
        " static rhs_dilation=?, static dimension_numbers=?, static feature_group_count=?,"
        " static batch_group_count=?, static precision=?, static preferred_element_type=?, out_sharding=?",
        conv_general_dilated,
    ),
)
