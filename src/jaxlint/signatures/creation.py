"""Functions that make arrays of a shape they are told: zeros, arange, eye, asarray and their like."""

from __future__ import annotations

import math

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import Dim, is_natural, minus
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import NONE, Const, Extent, NumPyArray, TupleValue, Value, size_of_number
from jaxlint.signatures.reading import (
    dim,
    dims,
    dtype_option,
    flag,
    integer,
    is_absent,
    is_impossible_shape,
    jax_dtype,
    literal,
    operand,
)
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import broadcast, clash_of_ranks, first_clash, inserted
from jaxlint.signatures.signature import Arguments, Makes, Mismatch, Outcome, ShapeRule


def _filled(args: Arguments) -> Outcome:
    """`zeros(shape, dtype=float)`."""
    if is_impossible_shape(args.get("shape")):
        return None
    return Aval(dims(args.get("shape")), dtype_option(args.get("dtype"), dtypes.FLOAT), False)


def _full(args: Arguments) -> Outcome:
    """`full(shape, fill_value, dtype=None)`: the fill value's dtype, and it must fit."""
    fill = operand(args.get("fill_value"))
    if fill is None or is_impossible_shape(args.get("shape")):
        return None
    shape = dims(args.get("shape"))
    if fill.shape is None or fill.shape != ():
        together = broadcast(fill.shape, shape)
        if isinstance(together, Mismatch) or fill.shape is None or (shape and together != shape):
            return None
    if is_absent(args.get("dtype")):
        return Aval(shape, fill.dtype, fill.weak)
    return Aval(shape, jax_dtype(args.get("dtype")), False)


def _like(parameter: str) -> ShapeRule:
    """`zeros_like(a, dtype=None, shape=None)`."""

    def rule(args: Arguments) -> Outcome:
        source = operand(args.get(parameter))
        if source is None or (is_impossible_shape(args.get("shape")) and not is_absent(args.get("shape"))):
            return None
        fill = args.get("fill_value")
        if fill is not None:
            value = operand(fill)
            if value is None or value.shape != ():
                return None
        shape = source.shape if is_absent(args.get("shape")) else dims(args.get("shape"))
        if is_absent(args.get("dtype")):
            weak = source.weak if fill is None else (None if source.weak else source.weak)
            return Aval(shape, source.dtype, weak)
        return Aval(shape, jax_dtype(args.get("dtype")), False)

    return rule


def _square(first: str, default: str = dtypes.FLOAT) -> ShapeRule:
    """`eye(N, M=N)`, `identity(n)`, `tri(N, M=N)`."""

    def rule(args: Arguments) -> Outcome:
        rows = args.get(first)
        columns = rows if is_absent(args.get("M")) else args.get("M")
        if rows is None or columns is None or is_impossible_shape(rows) or is_impossible_shape(columns):
            return None
        return Aval((dim(rows), dim(columns)), dtype_option(args.get("dtype"), default), False)

    return rule


def _arange(args: Arguments) -> Outcome:
    """`arange(start, stop, step)`: known where the bounds are; of numbers always one-dimensional."""
    parts = [args.get("start"), args.get("stop"), args.get("step")]
    given = [part for part in parts if part is not None and not is_absent(part)]
    operands = [operand(part) for part in given]
    known = [aval for aval in operands if aval is not None]
    if not given or len(known) != len(operands) or any(aval.shape not in ((), None) for aval in known):
        return None
    dtype, _ = dtypes.promote(*known)
    if dtypes.kind_of(dtype) in (Kind.COMPLEX, Kind.KEY):
        return None
    asked = dtype_option(args.get("dtype"), dtype)
    if asked == dtypes.BOOL:
        return None
    return Aval((_arange_size(parts),), asked, False)


def _arange_size(parts: list[Value | None]) -> Dim:
    start, stop, step = parts
    if is_absent(stop) and is_absent(step) and start is not None and not isinstance(start, Const):
        return dim(start)
    if start == Const(0) and is_absent(step) and stop is not None and not isinstance(stop, Const):
        return dim(stop)
    if is_absent(step) or step == Const(1):
        begin, end = (size_of_number(part) for part in (start or NONE, stop or NONE))
        length = minus(end, begin)
        if length is not None and not isinstance(length, int):
            return length if is_natural(length) else None
    read = [literal(part) for part in parts]
    if not all(item is None or type(item) in (int, float) for item in read):
        return None
    first, last, by = (item if isinstance(item, (int, float)) else None for item in read)
    if first is None:
        return None
    if last is None:
        first, last = 0, first
    by = 1 if by is None else by
    if by == 0:
        return None
    count = (last - first) / by
    return max(0, math.ceil(count)) if math.isfinite(count) else None


def _linspace(times_axis: bool) -> ShapeRule:
    """`linspace(start, stop, num=50)`: a new axis of `num` points in the broadcast shape of the ends."""

    def rule(args: Arguments) -> Outcome:
        start, stop = operand(args.get("start")), operand(args.get("stop"))
        if start is None or stop is None or flag(args.get("retstep")) is not False:
            return None
        shape = broadcast(start.shape, stop.shape, raises="ValueError")
        if isinstance(shape, Mismatch):
            return None
        num: Value = args.get("num", Const(50))
        if is_impossible_shape(num):
            return None
        dtype = dtypes.to_inexact(dtypes.promote(start, stop)[0])
        axis = integer(args.get("axis"), 0)
        whole: Shape | None = None
        if shape is not None and axis is not None and -len(shape) - 1 <= axis <= len(shape):
            whole = inserted(shape, axis % (len(shape) + 1), dim(num))
        elif shape is not None:
            return None
        return Aval(whole, dtype_option(args.get("dtype"), dtype), False)

    return rule


def _nested(value: Value) -> Aval | Mismatch | None:
    """The aval of a list of lists of numbers and arrays, as `jnp.array` reads it."""
    if not isinstance(value, TupleValue):
        return operand(value)
    items = [_nested(item) for item in value.items]
    known = [item for item in items if isinstance(item, Aval)]
    if len(known) != len(items):
        return next((item for item in items if isinstance(item, Mismatch)), None)
    if not known:
        return Aval((0,), dtypes.FLOAT, False)
    shapes = {item.shape for item in known}
    dtype, weak = dtypes.promote(*known)
    if len(shapes) > 1:
        return _ragged(value, [item.shape for item in known]) or Aval(None, dtype, weak)
    inner = shapes.pop()
    return Aval(None if inner is None else (len(items), *inner), dtype, weak)


def _ragged(value: TupleValue, shapes: list[Shape | None]) -> Mismatch | None:
    """Rows of a list whose shapes surely differ: JAX stacks where there is an array of its own among them, and leaves
    the list to NumPy where there is none.
    """
    raises = "TypeError" if _holds_arrays(value) else "ValueError"
    ranks = clash_of_ranks(shapes)
    if ranks:
        return Mismatch("concatenate", f"stacks arrays of {ranks[0]} and {ranks[1]} dimensions", raises)
    for column in zip(*(shape for shape in shapes if shape is not None), strict=True):
        clash = first_clash(column)
        if clash:
            return Mismatch("concatenate", f"stacks sizes {clash[0][1]} and {clash[1][1]}", raises)
    return None


def _holds_arrays(value: Value) -> bool:
    if isinstance(value, TupleValue):
        return any(map(_holds_arrays, value.items))
    return not isinstance(value, (Const, NumPyArray, Extent))


def _array(parameter: str) -> ShapeRule:
    """`asarray(a)`, `array(object)`: an array as it is, a number as a scalar, a list as a new dimension."""

    def rule(args: Arguments) -> Outcome:
        source = args.get(parameter)
        if source is None or not is_absent(args.get("ndmin")):
            return None
        aval = _nested(source)
        if not isinstance(aval, Aval):
            return aval
        if not is_absent(args.get("dtype")):
            return Aval(aval.shape, jax_dtype(args.get("dtype")), False)
        if isinstance(source, TupleValue):
            # Python numbers in a list make a strong dtype; a list of weak arrays is another matter.
            strong = all(isinstance(item, (Const, TupleValue)) for item in source.items)
            return Aval(aval.shape, aval.dtype, False if strong else None)
        return aval

    return rule


def _window(args: Arguments) -> Outcome:
    """`hanning(M)`."""
    size = args.get("M")
    if size is None or is_impossible_shape(size):
        return None
    return Aval((dim(size),), dtypes.FLOAT, False)


def _scalar_type(dtype: str) -> ShapeRule:
    """`jnp.float32(x)`: an array of that dtype."""

    def rule(args: Arguments) -> Outcome:
        aval = _nested(args["x"]) if "x" in args else None
        return Aval(aval.shape, dtypes.canonical(dtype), False) if isinstance(aval, Aval) else aval

    return rule


def _indices(args: Arguments) -> Outcome:
    """`indices(dimensions)`: one grid per dimension."""
    sizes = args.get("dimensions")
    if (
        not isinstance(sizes, TupleValue)
        or flag(args.get("sparse")) is not False
        or is_impossible_shape(sizes)
    ):
        return None
    shape, dtype = dims(sizes), dtype_option(args.get("dtype"), dtypes.INT)
    return None if shape is None or dtype == dtypes.BOOL else Aval((len(shape), *shape), dtype, False)


_SCALAR_TYPES = {
    "bool": "bool",
    "bool_": "bool",
    "int8": "int8",
    "int16": "int16",
    "int32": "int32",
    "int64": "int64",
    "int_": "int64",
    "uint8": "uint8",
    "uint16": "uint16",
    "uint32": "uint32",
    "uint64": "uint64",
    "uint": "uint64",
    "float16": "float16",
    "bfloat16": "bfloat16",
    "float32": "float32",
    "single": "float32",
    "float64": "float64",
    "double": "float64",
    "float_": "float64",
    "complex64": "complex64",
    "csingle": "complex64",
    "complex128": "complex128",
    "cdouble": "complex128",
    "complex_": "complex128",
}

FAMILIES = (
    Family(
        "jax.numpy", "zeros ones empty: static shape, static dtype=?, *, device=?, out_sharding=?", _filled
    ),
    Family(
        "jax.numpy",
        "full: static shape, fill_value, static dtype=?, *, device=?, out_sharding=?",
        _full,
    ),
    Family(
        "jax.numpy",
        "zeros_like ones_like: a, static dtype=?, static shape=?, *, device=?, out_sharding=?",
        _like("a"),
    ),
    Family(
        "jax.numpy", "empty_like: prototype, static dtype=?, static shape=?, *, device=?", _like("prototype")
    ),
    Family(
        "jax.numpy",
        "full_like: a, fill_value, static dtype=?, static shape=?, *, device=?, out_sharding=?",
        _like("a"),
    ),
    Family(
        "jax.numpy",
        "eye: static N, static M=?, k=?, static dtype=?, *, device=?, out_sharding=?",
        _square("N"),
    ),
    Family("jax.numpy", "identity: static n, static dtype=?", _square("n")),
    Family("jax.numpy", "tri: static N, static M=?, k=?, static dtype=?", _square("N", "float32")),
    Family(
        "jax.numpy",
        "arange: static start, static stop=?, static step=?, static dtype=?, *, device=?, out_sharding=?",
        _arange,
    ),
    Family(
        "jax.numpy",
        """
        linspace: start, stop, static num=?, static endpoint=?, static retstep=?, static dtype=?,
            static axis=?, *, device=?
        logspace: start, stop, static num=?, static endpoint=?, base=?, static dtype=?, static axis=?
        geomspace: start, stop, static num=?, static endpoint=?, static dtype=?, static axis=?
        """,
        _linspace(True),
    ),
    Family(
        "jax.numpy",
        "asarray: a, static dtype=?, static order=?, *, copy=?, device=?, out_sharding=?",
        _array("a"),
    ),
    Family(
        "jax.numpy",
        "array: object, static dtype=?, *args, copy=?, static order=?, static ndmin=?, device=?, out_sharding=?",
        _array("object"),
    ),
    Family("jax.numpy", "hanning hamming bartlett blackman: static M", _window),
    Family("jax.numpy", "kaiser: static M, beta", _window),
    Family("jax.numpy", "indices: static dimensions, static dtype=?, static sparse=?", _indices),
    *(
        Family("jax.numpy", f"{name}: x", _scalar_type(dtype), Makes.ARRAY)
        for name, dtype in _SCALAR_TYPES.items()
    ),
)
