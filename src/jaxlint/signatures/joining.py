"""Functions that join arrays and take them apart: concatenate, stack, split, meshgrid and their like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import Dim, quotient, remainder, surely_different
from jaxlint.domain.values import Const, TupleValue, Value
from jaxlint.signatures.reading import (
    axis_of,
    dtype_option,
    flag,
    integer,
    is_absent,
    is_one_number,
    literal,
    operand,
)
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import (
    broadcast,
    clash_of_ranks,
    first_clash,
    inserted,
    product,
    same_size,
    total,
    unknown_dims,
    with_size,
    without,
)
from jaxlint.signatures.signature import Arguments, Makes, Mismatch, Outcome, ShapeRule

_MOST_PARTS = 256
"""Results of one call that are told apart; more are a tuple of unknown length."""

Prepare: TypeAlias = Callable[[Shape], Shape]


def parts_of(value: Value | None) -> list[Aval] | None:
    """The arrays of a sequence of them, or of one array along its first axis; None where not known."""
    if isinstance(value, TupleValue):
        operands = [operand(item) for item in value.items]
        known = [aval for aval in operands if aval is not None]
        return known if len(known) == len(operands) else None
    whole = operand(value)
    if whole is None or not whole.shape or not isinstance(whole.shape[0], int):
        return None
    if whole.shape[0] > _MOST_PARTS:
        return None
    return [whole.with_shape(whole.shape[1:])] * whole.shape[0]


def _joined_dtype(parts: Sequence[Aval], args: Arguments) -> tuple[str | None, bool | None]:
    if not is_absent(args.get("dtype")):
        return dtype_option(args.get("dtype"), None), False
    if {part.dtype for part in parts} == {dtypes.KEY}:
        return dtypes.KEY, False
    return dtypes.promote(*parts)


def _mixes_keys(parts: Sequence[Aval]) -> bool:
    """Whether keys meet numbers, which raises."""
    names = {part.dtype for part in parts if part.dtype is not None}
    return dtypes.KEY in names and len(names) > 1


def concatenated(shapes: Sequence[Shape | None], axis: int | None, names: str) -> Shape | Mismatch | None:
    """The shape of arrays laid end to end along one axis (counted from the front)."""
    ranks = clash_of_ranks(shapes)
    if ranks:
        return Mismatch("concatenate", f"joins arrays of {ranks[0]} and {ranks[1]} dimensions")
    known = [shape for shape in shapes if shape is not None]
    if not known:
        return None
    rank = len(known[0])
    if axis is None:
        return unknown_dims(rank)
    result: list[Dim] = []
    for at in range(rank):
        sizes = [shape[at] for shape in known]
        if at == axis:
            result.append(total(sizes) if len(known) == len(shapes) else None)
            continue
        clash = first_clash(sizes)
        if clash:
            (first, a), (second, b) = clash
            where = ((f"{names}[{first}]", at, a), (f"{names}[{second}]", at, b))
            complete = len(known) == len(shapes)
            detail = f"joins {a} with {b} along another axis"
            return Mismatch("concatenate", detail, axes=where if complete else ())
        result.append(same_size(sizes))
    return tuple(result)


def _concatenate(parameter: str, *, axis_name: str = "axis") -> ShapeRule:
    """`concatenate(arrays, axis=0)`; axis None flattens first."""

    def rule(args: Arguments) -> Outcome:
        parts = parts_of(args.get(parameter))
        if not parts or _mixes_keys(parts):
            return None
        typed = _joined_dtype(parts, args)
        shapes = [part.shape for part in parts]
        if axis_name in args and is_absent(args[axis_name]):
            flat: list[Dim] = [None if shape is None else product(shape) for shape in shapes]
            return Aval((total(flat),), *typed)
        rank = next((len(shape) for shape in shapes if shape is not None), None)
        if rank is None:
            return Aval(None, *typed)
        if rank == 0:
            return None
        axis = axis_of(args.get(axis_name), rank, 0)
        if isinstance(axis, Mismatch):
            return None if clash_of_ranks(shapes) else axis
        shape = concatenated(shapes, axis, parameter)
        if isinstance(shape, Mismatch):
            # An axis that may be None flattens first.
            return shape if axis is not None or is_one_number(args[axis_name]) else None
        return Aval(shape if axis is not None or is_one_number(args[axis_name]) else None, *typed)

    return rule


def _lax_concatenate(args: Arguments) -> Outcome:
    """`lax.concatenate(operands, dimension)`: one dtype."""
    parts, axis = parts_of(args.get("operands")), integer(args.get("dimension"))
    if not parts or any(dtypes.surely_different_dtypes(part.dtype, parts[0].dtype) for part in parts):
        return None
    rank = next((len(part.shape) for part in parts if part.shape is not None), None)
    if rank is None or axis is None or not 0 <= axis < rank:
        return None
    shape = concatenated([part.shape for part in parts], axis, "operands")
    return shape if isinstance(shape, Mismatch) else Aval(shape, parts[0].dtype, None)


def _stack(args: Arguments) -> Outcome:
    """`stack(arrays, axis=0)`: equal shapes, a new axis."""
    parts = parts_of(args.get("arrays"))
    if not parts or not is_absent(args.get("out")) or _mixes_keys(parts):
        return None
    typed = _joined_dtype(parts, args)
    shapes = [part.shape for part in parts]
    ranks = clash_of_ranks(shapes)
    if ranks:
        return Mismatch("concatenate", f"stacks arrays of {ranks[0]} and {ranks[1]} dimensions", "ValueError")
    known = [shape for shape in shapes if shape is not None]
    if not known:
        return Aval(None, *typed)
    rank = len(known[0])
    axis = axis_of(args.get("axis"), rank + 1, 0)
    if isinstance(axis, Mismatch):
        return axis
    sizes: list[Dim] = []
    for at in range(rank):
        column = [shape[at] for shape in known]
        clash = first_clash(column)
        if clash:
            (_, first), (_, other) = clash
            return Mismatch("concatenate", f"stacks sizes {first} and {other}", "ValueError")
        sizes.append(same_size(column))
    if axis is None:
        return Aval(unknown_dims(rank + 1), *typed)
    return Aval(inserted(tuple(sizes), axis, len(parts)), *typed)


def _as_row(shape: Shape) -> Shape:
    """`atleast_2d`."""
    return (1,) * (2 - len(shape)) + shape


def _as_column(shape: Shape) -> Shape:
    """What `column_stack` makes of vectors and scalars."""
    return shape if len(shape) > 1 else (*shape, 1) if shape else (1, 1)


def _as_volume(shape: Shape) -> Shape:
    """`atleast_3d`."""
    match shape:
        case ():
            return (1, 1, 1)
        case (size,):
            return (1, size, 1)
        case (rows, columns):
            return (rows, columns, 1)
        case _:
            return shape


def _as_vector(shape: Shape) -> Shape:
    """`atleast_1d`."""
    return shape or (1,)


def _stacked_along(prepare: Prepare, axis: int) -> ShapeRule:
    """vstack, dstack, column_stack: arrays of at least so many dimensions, laid end to end."""

    def rule(args: Arguments) -> Outcome:
        parts = parts_of(args.get("tup"))
        if not parts or _mixes_keys(parts):
            return None
        shapes = [None if part.shape is None else prepare(part.shape) for part in parts]
        shape = concatenated(shapes, axis, "tup")
        if isinstance(shape, Mismatch):
            return Mismatch(shape.kind, shape.detail, shape.raises)
        return Aval(shape, *_joined_dtype(parts, args))

    return rule


def _hstack(args: Arguments) -> Outcome:
    """`hstack(tup)`: along the first axis of vectors, the second of others."""
    parts = parts_of(args.get("tup"))
    if not parts or parts[0].shape is None or _mixes_keys(parts):
        return None
    shapes = [None if part.shape is None else _as_vector(part.shape) for part in parts]
    shape = concatenated(shapes, 0 if len(parts[0].shape) < 2 else 1, "tup")
    return shape if isinstance(shape, Mismatch) else Aval(shape, *_joined_dtype(parts, args))


def _at_least(prepare: Prepare) -> ShapeRule:
    """`atleast_2d(*arys)`: one array for one argument, several for several."""

    def rule(args: Arguments) -> Outcome:
        parts = parts_of(args.get("arys"))
        if not parts:
            return None
        made = [
            Aval(None if part.shape is None else prepare(part.shape), part.dtype, part.weak) for part in parts
        ]
        return made[0] if len(made) == 1 else tuple(made)

    return rule


def split_shapes(
    source: Aval, sections: Value | None, axis: int, *, equal: bool
) -> tuple[Aval, ...] | Mismatch | None:
    """The parts of `split(ary, sections, axis)`."""
    if source.shape is None:
        return None
    size, read = source.shape[axis], literal(sections)
    lengths: list[Dim]
    if isinstance(read, int) and not isinstance(read, bool):
        if read <= 0 or read > _MOST_PARTS:
            return None
        if not isinstance(size, int):
            even = equal or remainder(size, read) == 0
            lengths = [quotient(size, read) if even else None] * read
        elif equal and size % read:
            return Mismatch("split", f"splits {size} into {read} equal parts", "ValueError")
        else:
            lengths = [size // read + (part < size % read) for part in range(read)]
    elif isinstance(read, tuple) and isinstance(size, int):
        cuts = [cut for cut in read if isinstance(cut, int) and 0 <= cut <= size]
        if len(cuts) != len(read) or cuts != sorted(cuts):
            return None
        lengths = [end - start for start, end in zip((0, *cuts), (*cuts, size), strict=True)]
    else:
        return None
    return tuple(source.with_shape(with_size(source.shape, axis, length)) for length in lengths)


def _split(default: int, *, equal: bool = True, rank: int = 1) -> ShapeRule:
    """split, array_split, vsplit, dsplit."""

    def rule(args: Arguments) -> Outcome:
        source = operand(args.get("ary"))
        if source is None or source.shape is None or len(source.shape) < rank:
            return None
        axis = axis_of(args.get("axis"), len(source.shape), default)
        if not isinstance(axis, int):
            return None
        return split_shapes(source, args.get("indices_or_sections"), axis, equal=equal)

    return rule


def _hsplit(args: Arguments) -> Outcome:
    source = operand(args.get("ary"))
    if source is None or not source.shape:
        return None
    return split_shapes(
        source, args.get("indices_or_sections"), 0 if len(source.shape) == 1 else 1, equal=True
    )


def _lax_split(args: Arguments) -> Outcome:
    """`lax.split(operand, sizes, axis=0)`."""
    source, sizes = operand(args.get("operand")), literal(args.get("sizes"))
    axis = integer(args.get("axis"), 0)
    if source is None or source.shape is None or axis is None or not 0 <= axis < len(source.shape):
        return None
    if not isinstance(sizes, tuple) or not all(isinstance(size, int) and size >= 0 for size in sizes):
        return None
    if not sizes or surely_different(sum(sizes), source.shape[axis]):
        return None
    return tuple(source.with_shape(with_size(source.shape, axis, size)) for size in sizes)


def _unstack(parameter: str) -> ShapeRule:
    def rule(args: Arguments) -> Outcome:
        source = operand(args.get(parameter))
        if source is None or not source.shape:
            return None
        axis = axis_of(args.get("axis"), len(source.shape), 0)
        if not isinstance(axis, int):
            return None
        count = source.shape[axis]
        if not isinstance(count, int) or not 0 < count <= _MOST_PARTS:
            return None
        return (source.with_shape(without(source.shape, (axis,))),) * count

    return rule


def _meshgrid(args: Arguments) -> Outcome:
    """`meshgrid(*xi, indexing="xy")`: one grid per vector."""
    parts, indexing = parts_of(args.get("xi")), literal(args.get("indexing"), "xy")
    if not parts or indexing not in ("xy", "ij") or flag(args.get("sparse")) is not False:
        return None
    sizes: list[Dim] = []
    for part in parts:
        if part.shape is not None and len(part.shape) != 1:
            return None
        sizes.append(None if part.shape is None else part.shape[0])
    if indexing == "xy" and len(sizes) > 1:
        sizes[:2] = sizes[1], sizes[0]
    return tuple(Aval(tuple(sizes), part.dtype, None) for part in parts)


def _broadcast_arrays(args: Arguments) -> Outcome:
    parts = parts_of(args.get("args"))
    if not parts:
        return None
    shape = broadcast(*(part.shape for part in parts), raises="ValueError")
    if isinstance(shape, Mismatch):
        return shape
    return tuple(Aval(shape, part.dtype, part.weak) for part in parts)


def _append(args: Arguments) -> Outcome:
    """`append(arr, values, axis=None)`."""
    if args.get("arr") is None or args.get("values") is None:
        return None
    pair = TupleValue((args["arr"], args["values"]))
    outcome = _concatenate("pair")(Arguments({"pair": pair, "axis": args.get("axis", Const(None))}))
    return (
        Mismatch(outcome.kind, outcome.detail, outcome.raises) if isinstance(outcome, Mismatch) else outcome
    )


FAMILIES = (
    Family("jax.numpy", "concatenate: arrays, static axis=?, static dtype=?", _concatenate("arrays")),
    Family("jax.numpy", "concat: arrays, /, *, static axis=?", _concatenate("arrays")),
    Family("jax.lax", "concatenate: operands, static dimension", _lax_concatenate),
    Family("jax.numpy", "stack: arrays, static axis=?, out=?, static dtype=?", _stack),
    Family("jax.numpy", "vstack: tup, static dtype=?", _stacked_along(_as_row, 0)),
    Family("jax.numpy", "dstack: tup, static dtype=?", _stacked_along(_as_volume, 2)),
    Family("jax.numpy", "column_stack: tup", _stacked_along(_as_column, 1)),
    Family("jax.numpy", "hstack: tup, static dtype=?", _hstack),
    Family("jax.numpy", "append: arr, values, static axis=?", _append),
    Family("jax.numpy", "atleast_1d: *arys", _at_least(_as_vector)),
    Family("jax.numpy", "atleast_2d: *arys", _at_least(_as_row)),
    Family("jax.numpy", "atleast_3d: *arys", _at_least(_as_volume)),
    Family("jax.numpy", "split: ary, static indices_or_sections, static axis=?", _split(0), Makes.ARRAYS),
    Family(
        "jax.numpy",
        "array_split: ary, static indices_or_sections, static axis=?",
        _split(0, equal=False),
        Makes.ARRAYS,
    ),
    Family("jax.numpy", "vsplit: ary, static indices_or_sections", _split(0), Makes.ARRAYS),
    Family("jax.numpy", "dsplit: ary, static indices_or_sections", _split(2, rank=3), Makes.ARRAYS),
    Family("jax.numpy", "hsplit: ary, static indices_or_sections", _hsplit, Makes.ARRAYS),
    Family("jax.lax", "split: operand, static sizes, static axis=?", _lax_split, Makes.ARRAYS),
    Family("jax.numpy", "unstack: x, /, *, static axis=?", _unstack("x"), Makes.ARRAYS),
    Family("jax.lax", "unstack: x, static axis=?", _unstack("x"), Makes.ARRAYS),
    Family("jax.numpy", "meshgrid: *xi, copy=?, static sparse=?, static indexing=?", _meshgrid, Makes.ARRAYS),
    Family("jax.numpy", "broadcast_arrays: *args", _broadcast_arrays, Makes.ARRAYS),
)
