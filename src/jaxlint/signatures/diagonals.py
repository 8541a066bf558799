"""Matrices' diagonals and triangles, and arrays made longer: diag, tril, trace, tile, repeat, pad."""

from __future__ import annotations

from collections.abc import Sequence

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import Dim, plus
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import TupleValue
from jaxlint.signatures.one_array import SILENT, ReshapeOne, of_one
from jaxlint.signatures.reading import (
    UNREAD,
    axis_of,
    dim,
    dims,
    dtype_option,
    integer,
    is_absent,
    is_impossible_shape,
    literal,
)
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import (
    Shaped,
    product,
    total,
    unknown_dims,
    with_size,
    without,
)
from jaxlint.signatures.signature import Arguments, Mismatch, Outcome, ShapeRule


def _at_least(rank: int) -> ReshapeOne:
    """Fliplr wants two dimensions, flipud one."""

    def shape_of(source: Aval, args: Arguments) -> Shaped:
        return SILENT if source.shape is not None and len(source.shape) < rank else source.shape

    return shape_of


def _tile(source: Aval, args: Arguments) -> Shaped:
    reps = dims(args.get("reps"))
    if reps is None or is_impossible_shape(args.get("reps")):
        return None if reps is None else SILENT
    if source.shape is None:
        return None
    rank = max(len(source.shape), len(reps))
    sides = ((1,) * (rank - len(side)) + side for side in (source.shape, reps))
    return tuple(product(pair) for pair in zip(*sides, strict=True))


def _repeat(source: Aval, args: Arguments) -> Shaped:
    """`repeat(a, repeats, axis=None)` with a number or a tuple of numbers."""
    if source.shape is None:
        return None
    if is_absent(args.get("axis")):
        shape: Shape = (product(source.shape),)
        axis: int | Mismatch | None = 0
    else:
        shape = source.shape or (1,)
        axis = axis_of(args.get("axis"), len(shape), 0)
    if axis is None or isinstance(axis, Mismatch):
        return SILENT if isinstance(axis, Mismatch) else None
    return (
        with_size(shape, axis, _repeated(shape[axis], args))
        if not _bad_repeats(shape[axis], args)
        else SILENT
    )


def _bad_repeats(size: Dim, args: Arguments) -> bool:
    repeats = args.get("repeats")
    if is_impossible_shape(repeats):
        return True
    return isinstance(repeats, TupleValue) and len(repeats.items) != 1 and size != len(repeats.items)


def _repeated(size: Dim, args: Arguments) -> Dim:
    length, repeats = args.get("total_repeat_length"), args.get("repeats")
    if length is not None and not is_absent(length):
        return dim(length) if isinstance(size, int) and size else None
    if isinstance(repeats, TupleValue):
        return (
            total(map(dim, repeats.items))
            if len(repeats.items) != 1
            else product((size, dim(repeats.items[0])))
        )
    return None if repeats is None else product((size, dim(repeats)))


def _rot90(source: Aval, args: Arguments) -> Shaped:
    if source.shape is None:
        return None
    if not is_absent(args.get("axes")):
        return SILENT
    turns = integer(args.get("k"), 1)
    if len(source.shape) < 2:
        return SILENT
    if turns is None:
        return unknown_dims(len(source.shape))
    first, second, *rest = source.shape
    return (second, first, *rest) if turns % 2 else source.shape


def _triangle(source: Aval, args: Arguments) -> Shaped:
    if source.shape is not None and len(source.shape) < 2:
        return Mismatch("axis", f"takes at least 2 dimensions, not {len(source.shape)}", "ValueError")
    return source.shape


def _diagonal_length(rows: Dim, columns: Dim, offset: int | None) -> Dim:
    if not isinstance(rows, int) or not isinstance(columns, int):
        return rows if rows == columns and offset == 0 else None
    if offset is None:
        return None
    return max(0, min(rows + min(offset, 0), columns - max(offset, 0)))


def _diag(source: Aval, args: Arguments) -> Shaped:
    """`diag(v, k=0)`: a matrix of a vector, the diagonal of a matrix."""
    offset = integer(args.get("k"), 0)
    if source.shape is None:
        return None
    match source.shape:
        case (size,):
            side: Dim = None if offset is None else plus(size, abs(offset))
            return (side, side)
        case (rows, columns):
            return (_diagonal_length(rows, columns, offset),)
        case _:
            return SILENT


def _diagflat(source: Aval, args: Arguments) -> Shaped:
    offset = integer(args.get("k"), 0)
    size: Dim = None if source.shape is None else product(source.shape)
    side: Dim = None if offset is None else plus(size, abs(offset))
    return (side, side)


def _diagonal(first: int, second: int) -> ReshapeOne:
    """`diagonal(a, offset=0, axis1=0, axis2=1)`: both axes go, the diagonal comes last."""

    def shape_of(source: Aval, args: Arguments) -> Shaped:
        if source.shape is None:
            return None
        if len(source.shape) < 2:
            return SILENT
        axes = [
            axis_of(args.get(name), len(source.shape), default)
            for name, default in (("axis1", first), ("axis2", second))
        ]
        numbers = [axis for axis in axes if isinstance(axis, int)]
        if any(isinstance(axis, Mismatch) for axis in axes) or len(set(numbers)) != len(numbers):
            return SILENT
        if len(numbers) < 2:
            return unknown_dims(len(source.shape) - 1)
        rows, columns = (source.shape[axis] for axis in numbers)
        length = _diagonal_length(rows, columns, integer(args.get("offset"), 0))
        return (*without(source.shape, numbers), length)

    return shape_of


def _trace(first: int, second: int) -> ReshapeOne:
    diagonal = _diagonal(first, second)

    def shape_of(source: Aval, args: Arguments) -> Shaped:
        shape = diagonal(source, args)
        return shape[:-1] if isinstance(shape, tuple) else shape

    return shape_of


def _traced(parameter: str, first: int, second: int) -> ShapeRule:
    """`trace`: the diagonal summed."""

    def rule(args: Arguments) -> Outcome:
        if not is_absent(args.get("out")):
            return None
        made = of_one(parameter, _trace(first, second))(args)
        if not isinstance(made, Aval) or dtypes.kind_of(made.dtype) is Kind.KEY:
            return None
        return Aval(made.shape, dtype_option(args.get("dtype"), dtypes.sum_dtype(made.dtype)), None)

    return rule


def _pad(source: Aval, args: Arguments) -> Shaped:
    """`pad(array, pad_width)`: one number, one pair, or a pair for each axis."""
    if source.shape is None:
        return None
    pairs = _pad_pairs(literal(args.get("pad_width")), len(source.shape))
    if pairs is None:
        unread = literal(args.get("pad_width")) is UNREAD
        return unknown_dims(len(source.shape)) if unread else SILENT
    if any(before < 0 or after < 0 for before, after in pairs):
        return SILENT
    if literal(args.get("mode"), "constant") != "constant":
        # Other modes have conditions of their own on the sizes.
        return (
            None if 0 in source.shape or literal(args.get("mode")) is UNREAD else _padded(source.shape, pairs)
        )
    return _padded(source.shape, pairs)


def _padded(shape: Shape, pairs: Sequence[tuple[int, int]]) -> Shape:
    return tuple(total((size, before + after)) for size, (before, after) in zip(shape, pairs, strict=True))


def _pad_pairs(width: object, rank: int) -> list[tuple[int, int]] | None:
    match width:
        case bool():
            return None
        case int(both):
            return [(both, both)] * rank
        case (int(before), int(after)):
            return [(before, after)] * rank
        case (int(both),):
            return [(both, both)] * rank
        case tuple(rows):
            pairs = [_pair(row) for row in rows]
            known = [pair for pair in pairs if pair is not None]
            if len(known) != len(pairs):
                return None
            return known * rank if len(known) == 1 else known if len(known) == rank else None
        case _:
            return None


def _pair(row: object) -> tuple[int, int] | None:
    match row:
        case (int(before), int(after)):
            return before, after
        case (int(both),):
            return both, both
        case _:
            return None


def _resize(source: Aval, args: Arguments) -> Shaped:
    return SILENT if is_impossible_shape(args.get("new_shape")) else dims(args.get("new_shape"))


FAMILIES = (
    Family("jax.numpy", "fliplr: m", of_one("m", _at_least(2))),
    Family("jax.numpy", "flipud: m", of_one("m", _at_least(1))),
    Family("jax.numpy", "rot90: m, static k=?, static axes=?", of_one("m", _rot90)),
    Family("jax.numpy", "tile: A, static reps", of_one("A", _tile)),
    Family(
        "jax.numpy",
        "repeat: a, static repeats, static axis=?, *, static total_repeat_length=?, out_sharding=?",
        of_one("a", _repeat, keeps_weak=False),
    ),
    Family("jax.numpy", "tril triu: m, static k=?", of_one("m", _triangle)),
    Family("jax.numpy", "diag: v, static k=?", of_one("v", _diag)),
    Family("jax.numpy", "diagflat: v, static k=?", of_one("v", _diagflat, keeps_weak=False)),
    Family(
        "jax.numpy",
        "diagonal: a, static offset=?, static axis1=?, static axis2=?",
        of_one("a", _diagonal(0, 1)),
    ),
    Family("jax.numpy.linalg", "diagonal: x, /, *, static offset=?", of_one("x", _diagonal(-2, -1))),
    Family(
        "jax.numpy",
        "trace: a, offset=?, static axis1=?, static axis2=?, static dtype=?, out=?",
        _traced("a", 0, 1),
    ),
    Family("jax.numpy.linalg", "trace: x, /, *, offset=?, static dtype=?", _traced("x", -2, -1)),
    Family("jax.numpy", "pad: array, static pad_width, static mode=?, **kwargs", of_one("array", _pad)),
    Family("jax.numpy", "resize: a, static new_shape", of_one("a", _resize, keeps_weak=False)),
)
