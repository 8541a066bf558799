"""Functions that look numbers up or find them: take, take_along_axis, searchsorted, nonzero, tril_indices."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import Dim, plus, surely_different
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import Const, Value
from jaxlint.signatures.elementwise import TRUTH, elementwise
from jaxlint.signatures.reading import (
    axis_of,
    dim,
    integer,
    is_absent,
    is_impossible_shape,
    literal,
    operand,
)
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import broadcast, unknown_dims, with_size, without
from jaxlint.signatures.signature import Arguments, Makes, Mismatch, Outcome, ShapeRule


def _take(args: Arguments) -> Outcome:
    """`take(a, indices, axis=None)`: the axis is replaced by the indices' shape."""
    source, indices = operand(args.get("a")), operand(args.get("indices"))
    if source is None or indices is None or literal(args.get("mode")) == "raise":
        return None
    if dtypes.kind_of(indices.dtype) not in (*dtypes.INTEGER, None) or not is_absent(args.get("out")):
        return None
    if source.shape is not None and 0 in source.shape:
        return None
    if is_absent(args.get("axis")):
        return Aval(indices.shape, source.dtype, source.weak)
    if source.shape is None:
        return Aval(None, source.dtype, source.weak)
    axis = axis_of(args.get("axis"), len(source.shape), 0)
    if isinstance(axis, Mismatch):
        return axis
    if axis is None or indices.shape is None:
        return Aval(None, source.dtype, source.weak)
    shape = (*source.shape[:axis], *indices.shape, *source.shape[axis + 1 :])
    return Aval(shape, source.dtype, None if source.weak else source.weak)


def _take_along_axis(args: Arguments) -> Outcome:
    """`take_along_axis(arr, indices, axis)`: indices' size along the axis, broadcast elsewhere."""
    source, indices = operand(args.get("arr")), operand(args.get("indices"))
    if source is None or indices is None or source.shape is None or indices.shape is None:
        return None
    if dtypes.kind_of(indices.dtype) not in (*dtypes.INTEGER, None):
        return None
    if "axis" in args and is_absent(args["axis"]):
        return Aval(indices.shape, source.dtype, source.weak) if len(indices.shape) == 1 else None
    if len(source.shape) != len(indices.shape) or not source.shape:
        return None
    axis = axis_of(args.get("axis"), len(source.shape), -1)
    if not isinstance(axis, int):
        return None
    rest = broadcast(without(source.shape, (axis,)), without(indices.shape, (axis,)), raises="ValueError")
    if isinstance(rest, Mismatch) or rest is None:
        return rest
    if 0 in source.shape or any(not isinstance(size, int) for size in (*source.shape, *indices.shape)):
        # Sizes of 0 have rules of their own.
        return Aval(unknown_dims(len(source.shape)), source.dtype, None)
    shape = (*rest[:axis], indices.shape[axis], *rest[axis:])
    return Aval(shape, source.dtype, None if source.weak else source.weak)


def _positions(table: str, queries: str) -> ShapeRule:
    """searchsorted, digitize: an integer for each query."""

    def rule(args: Arguments) -> Outcome:
        bins, asked = operand(args.get(table)), operand(args.get(queries))
        if bins is None or asked is None or not is_absent(args.get("sorter")):
            return None
        if bins.shape is not None and len(bins.shape) != 1:
            return None
        kinds = (dtypes.kind_of(bins.dtype), dtypes.kind_of(asked.dtype))
        if Kind.KEY in kinds or Kind.COMPLEX in kinds:
            return None
        # The width depends on how long the table is, once it is longer than an int32 counts.
        short = bins.shape is not None and isinstance(bins.shape[0], int) and bins.shape[0] < 2**31
        return Aval(asked.shape, "int32" if short else None, False)

    return rule


def _interp(args: Arguments) -> Outcome:
    points = operand(args.get("x"))
    table = [operand(args.get(name)) for name in ("xp", "fp")]
    if points is None or dtypes.kind_of(points.dtype) in (Kind.KEY, Kind.COMPLEX):
        return None
    if any(aval is None or aval.shape is None or len(aval.shape) != 1 for aval in table):
        return None
    sizes = [aval.shape[0] for aval in table if aval is not None and aval.shape is not None]
    if surely_different(*sizes) or 0 in sizes:
        return None
    if not all(is_absent(args.get(name)) for name in ("left", "right", "period")):
        return Aval(points.shape)
    known = [
        replace(aval, dtype=dtypes.to_inexact(aval.dtype)) for aval in (points, *table) if aval is not None
    ]
    return Aval(points.shape, dtypes.promote(*known)[0], None)


def _found(parameter: str, kind: str) -> ShapeRule:
    """nonzero, flatnonzero, argwhere with `size=`; without it the shape depends on the data."""

    def rule(args: Arguments) -> Outcome:
        source, size = operand(args.get(parameter)), args.get("size")
        if source is None or source.shape is None or size is None or is_absent(size):
            return None
        if dtypes.kind_of(source.dtype) is Kind.KEY or is_impossible_shape(size) or not source.shape:
            return None
        if 0 in source.shape or not is_absent(args.get("fill_value")):
            return None
        count = dim(size)
        match kind:
            case "flat":
                return Aval((count,), dtypes.INT, False)
            case "rows":
                return Aval((count, len(source.shape)), dtypes.INT, False)
            case _:
                return (Aval((count,), dtypes.INT, False),) * len(source.shape)

    return rule


def _triangle_size(rows: int, columns: int, offset: int, *, lower: bool) -> int:
    """How many entries of a matrix lie on one side of a diagonal."""
    below = sum(max(0, min(columns, row + offset + 1)) for row in range(rows))
    return below if lower else rows * columns - sum(max(0, min(columns, row + offset)) for row in range(rows))


_MOST_ROWS = 4096


def _triangle_indices(*, lower: bool) -> ShapeRule:
    """`tril_indices(n, k=0, m=None)`: two vectors."""

    def rule(args: Arguments) -> Outcome:
        rows, offset = integer(args.get("n")), integer(args.get("k"), 0)
        columns = rows if is_absent(args.get("m")) else integer(args.get("m"))
        size: Dim = None
        if rows is not None and columns is not None and offset is not None and 0 <= rows <= _MOST_ROWS:
            size = _triangle_size(rows, max(columns, 0), offset, lower=lower)
        return (Aval((size,), dtypes.INT, False),) * 2

    return rule


def _triangle_of(*, lower: bool) -> ShapeRule:
    """`tril_indices_from(arr, k=0)`."""

    def rule(args: Arguments) -> Outcome:
        source = operand(args.get("arr"))
        if source is None or source.shape is None or len(source.shape) != 2:
            return None
        rows, columns = source.shape
        named: dict[str, Value] = {"k": args.get("k", Const(0))}
        if isinstance(rows, int) and isinstance(columns, int):
            named |= {"n": Const(rows), "m": Const(columns)}
        return _triangle_indices(lower=lower)(Arguments(named))

    return rule


def _diagonal_indices(args: Arguments) -> Outcome:
    """`diag_indices(n, ndim=2)`."""
    size, count = args.get("n"), integer(args.get("ndim"), 2)
    if size is None or is_impossible_shape(size) or count is None or not 0 <= count < 32:
        return None
    return (Aval((dim(size),), dtypes.INT, False),) * count


def _whether(*names: str) -> ShapeRule:
    """allclose, array_equal: one boolean."""

    def rule(args: Arguments) -> Outcome:
        operands = [operand(args.get(name)) for name in names]
        return None if any(aval is None for aval in operands) else Aval((), dtypes.BOOL, False)

    return rule


def _allclose(args: Arguments) -> Outcome:
    close = elementwise(TRUTH, "a", "b")(args)
    if isinstance(close, Mismatch):
        return close
    return None if close is None else Aval((), dtypes.BOOL, False)


def _isin(args: Arguments) -> Outcome:
    elements, tests = operand(args.get("element")), operand(args.get("test_elements"))
    return None if elements is None or tests is None else Aval(elements.shape, dtypes.BOOL, None)


def _convolved(default: str) -> ShapeRule:
    """`convolve(a, v, mode="full")`, `correlate(a, v, mode="valid")` of two vectors."""

    def rule(args: Arguments) -> Outcome:
        return _convolution(args, literal(args.get("mode"), default))

    return rule


def _convolution(args: Arguments, mode: object) -> Outcome:
    left, right = operand(args.get("a")), operand(args.get("v"))
    if left is None or right is None or not is_absent(args.get("preferred_element_type")):
        return None
    shapes: list[Shape] = []
    for side in (left, right):
        if side.shape is None or len(side.shape) != 1 or 0 in side.shape:
            return None
        shapes.append(side.shape)
    (a,), (v,) = shapes
    size: Dim = None
    if isinstance(a, int) and isinstance(v, int):
        match mode:
            case "full":
                size = a + v - 1
            case "same":
                size = max(a, v)
            case "valid":
                size = max(a, v) - min(a, v) + 1
            case _:
                return None
    elif mode == "same" and a == v:
        size = a
    elif mode == "full":
        size = plus(plus(a, v), -1)
    if dtypes.kind_of(left.dtype) is Kind.KEY or dtypes.kind_of(right.dtype) is Kind.KEY:
        return None
    return Aval((size,), dtypes.to_inexact(dtypes.promote(left, right)[0]), None)


def _bincount(args: Arguments) -> Outcome:
    """`bincount(x, length=)`; without a length the shape depends on the data."""
    source, length = operand(args.get("x")), args.get("length")
    if source is None or length is None or is_absent(length) or is_impossible_shape(length):
        return None
    if source.shape is not None and len(source.shape) != 1:
        return None
    if dtypes.kind_of(source.dtype) not in (*dtypes.INTEGER, None) or not is_absent(args.get("weights")):
        return None
    return Aval((dim(length),), dtypes.INT, None)


def _vander(args: Arguments) -> Outcome:
    """`vander(x, N=None)`."""
    source = operand(args.get("x"))
    if source is None or source.shape is None or len(source.shape) != 1:
        return None
    if dtypes.kind_of(source.dtype) in (Kind.KEY, Kind.BOOL):
        return None
    columns = args.get("N")
    if columns is None or is_absent(columns):
        return Aval((source.shape[0], source.shape[0]), None, None)
    return (
        None
        if columns == Const(0) or is_impossible_shape(columns)
        else Aval((source.shape[0], dim(columns)), None, None)
    )


def _segments(args: Arguments) -> Outcome:
    """`segment_sum(data, segment_ids, num_segments)`: the ids' axis becomes the segments."""
    data, ids, count = operand(args.get("data")), operand(args.get("segment_ids")), args.get("num_segments")
    if data is None or ids is None or count is None or is_absent(count) or is_impossible_shape(count):
        return None
    if data.shape is None or ids.shape is None or len(ids.shape) != 1 or not data.shape:
        return None
    if surely_different(data.shape[0], ids.shape[0]) or not is_absent(args.get("bucket_size")):
        return None
    if dtypes.kind_of(ids.dtype) not in (*dtypes.INTEGER, None):
        return None
    if dtypes.kind_of(data.dtype) in (Kind.KEY, Kind.BOOL, Kind.COMPLEX):
        return None
    return Aval(with_size(data.shape, 0, dim(count)), data.dtype, None)


FAMILIES = (
    Family(
        "jax.numpy",
        "take: a, indices, static axis=?, out=?, static mode=?, static unique_indices=?,"
        " static indices_are_sorted=?, static fill_value=?",
        _take,
    ),
    Family(
        "jax.numpy",
        "take_along_axis: arr, indices, static axis=?, static mode=?, static fill_value=?, *,"
        " static wrap_negative_indices=?",
        _take_along_axis,
    ),
    Family(
        "jax.numpy",
        "searchsorted: a, v, static side=?, sorter=?, *, static method=?",
        _positions("a", "v"),
    ),
    Family("jax.numpy", "digitize: x, bins, static right=?, *, static method=?", _positions("bins", "x")),
    Family("jax.numpy", "interp: x, xp, fp, left=?, right=?, period=?", _interp),
    Family("jax.numpy", "nonzero: a, *, static size=?, fill_value=?", _found("a", "each"), Makes.ARRAYS),
    Family("jax.numpy", "flatnonzero: a, *, static size=?, fill_value=?", _found("a", "flat")),
    Family("jax.numpy", "argwhere: a, *, static size=?, fill_value=?", _found("a", "rows")),
    Family(
        "jax.numpy",
        "tril_indices: static n, static k=?, static m=?",
        _triangle_indices(lower=True),
        Makes.ARRAYS,
    ),
    Family(
        "jax.numpy",
        "triu_indices: static n, static k=?, static m=?",
        _triangle_indices(lower=False),
        Makes.ARRAYS,
    ),
    Family("jax.numpy", "tril_indices_from: arr, static k=?", _triangle_of(lower=True), Makes.ARRAYS),
    Family("jax.numpy", "triu_indices_from: arr, static k=?", _triangle_of(lower=False), Makes.ARRAYS),
    Family("jax.numpy", "diag_indices: static n, static ndim=?", _diagonal_indices, Makes.ARRAYS),
    Family("jax.numpy", "allclose: a, b, rtol=?, atol=?, static equal_nan=?", _allclose),
    Family(
        "jax.numpy", "array_equal: a1, a2, static equal_nan=?\n array_equiv: a1, a2", _whether("a1", "a2")
    ),
    Family(
        "jax.numpy",
        "isin: element, test_elements, static assume_unique=?, static invert=?, *, static method=?",
        _isin,
    ),
    Family(
        "jax.numpy",
        "convolve: a, v, static mode=?, *, static precision=?, static preferred_element_type=?",
        _convolved("full"),
    ),
    Family(
        "jax.numpy",
        "correlate: a, v, static mode=?, *, static precision=?, static preferred_element_type=?",
        _convolved("valid"),
    ),
    Family(
        "jax.numpy",
        "bincount: x, weights=?, static minlength=?, *, static length=?, out_sharding=?",
        _bincount,
    ),
    Family("jax.numpy", "vander: x, static N=?, static increasing=?", _vander),
    Family(
        "jax.ops",
        "segment_sum segment_prod segment_max segment_min: data, segment_ids, static num_segments=?,"
        " static indices_are_sorted=?, static unique_indices=?, static bucket_size=?, static mode=?,"
        " out_sharding=?",
        _segments,
    ),
)
