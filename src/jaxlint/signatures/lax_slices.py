"""jax.lax's slices and updates of slices."""

from __future__ import annotations

from jaxlint.domain.avals import Aval, Shape, surely_different
from jaxlint.domain.values import TupleValue
from jaxlint.signatures.elementwise import may_share_dtype, one_dtype
from jaxlint.signatures.one_array import SILENT, of_one
from jaxlint.signatures.reading import (
    UNREAD,
    axis_of,
    dim,
    dims,
    flag,
    integer,
    ints,
    is_absent,
    is_impossible_shape,
    literal,
    operand,
)
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import Shaped, unknown_dims, with_size, without
from jaxlint.signatures.signature import Arguments, Mismatch, Outcome, ShapeRule


def _slice(source: Aval, args: Arguments) -> Shaped:
    starts, limits = ints(args.get("start_indices")), ints(args.get("limit_indices"))
    strides = None if is_absent(args.get("strides")) else ints(args.get("strides"))
    if starts is None or limits is None or (strides is None and not is_absent(args.get("strides"))):
        return None if source.shape is None else unknown_dims(len(source.shape))
    steps = strides or (1,) * len(starts)
    if not len(starts) == len(limits) == len(steps):
        return SILENT
    if any(
        not 0 <= start <= limit or step < 1 for start, limit, step in zip(starts, limits, steps, strict=True)
    ):
        return SILENT
    if source.shape is not None:
        if len(source.shape) != len(starts):
            return SILENT
        if any(
            isinstance(size, int) and limit > size for size, limit in zip(source.shape, limits, strict=True)
        ):
            return Mismatch("index", "slices beyond the array", "TypeError")
    return tuple(
        -(-(limit - start) // step) for start, limit, step in zip(starts, limits, steps, strict=True)
    )


def _slice_in_dim(source: Aval, args: Arguments) -> Shaped:
    if source.shape is None:
        return None
    axis = axis_of(args.get("axis"), len(source.shape), 0)
    stride = integer(args.get("stride"), 1)
    bounds = [literal(args.get(name)) for name in ("start_index", "limit_index")]
    if axis is None or isinstance(axis, Mismatch):
        return SILENT if axis else None
    size = source.shape[axis]
    if UNREAD in bounds or stride is None or not isinstance(size, int):
        return with_size(source.shape, axis, None)
    start, limit = (
        bound if isinstance(bound, int) else default for bound, default in zip(bounds, (0, size), strict=True)
    )
    start, limit = (bound + size if bound < 0 else bound for bound in (start, limit))
    if not 0 <= start <= limit or stride < 1:
        return SILENT
    if limit > size:
        return Mismatch("index", f"slices up to {limit} of {size}", "TypeError")
    return with_size(source.shape, axis, -(-(limit - start) // stride))


def _dynamic_slice(source: Aval, args: Arguments) -> Shaped:
    """`dynamic_slice(operand, starts, slice_sizes)`: the sizes, none larger than the array's."""
    sizes = dims(args.get("slice_sizes")) if isinstance(args.get("slice_sizes"), TupleValue) else None
    if sizes is None or source.shape is None:
        return sizes
    starts = args.get("start_indices")
    if is_impossible_shape(args.get("slice_sizes")) or len(sizes) != len(source.shape):
        return SILENT
    if isinstance(starts, TupleValue) and len(starts.items) != len(source.shape):
        return SILENT
    if not isinstance(starts, TupleValue):
        vector = operand(starts)
        if vector is None or vector.shape is None:
            return None
        if len(vector.shape) != 1 or surely_different(vector.shape[0], len(source.shape)):
            return SILENT
    return _fitting(source.shape, sizes) or sizes


def _fitting(shape: Shape, sizes: Shape) -> Mismatch | None:
    for size, part in zip(shape, sizes, strict=True):
        if isinstance(size, int) and isinstance(part, int) and part > size:
            return Mismatch("index", f"slices {part} of {size}", "TypeError")
    return None


def _dynamic_slice_in_dim(source: Aval, args: Arguments) -> Shaped:
    if source.shape is None or args.get("slice_size") is None:
        return None
    axis = axis_of(args.get("axis"), len(source.shape), 0)
    if axis is None or isinstance(axis, Mismatch):
        return SILENT if axis else unknown_dims(len(source.shape))
    if is_impossible_shape(args["slice_size"]):
        return SILENT
    shape = with_size(source.shape, axis, dim(args["slice_size"]))
    return _fitting(source.shape, shape) or shape


def _one_index(source: Aval, args: Arguments) -> Shaped:
    """`dynamic_index_in_dim(operand, index, axis=0, keepdims=True)`."""
    if source.shape is None:
        return None
    axis, keepdims = axis_of(args.get("axis"), len(source.shape), 0), flag(args.get("keepdims"), default=True)
    if axis is None or isinstance(axis, Mismatch) or keepdims is None:
        return SILENT if isinstance(axis, Mismatch) else None
    size, at = source.shape[axis], integer(args.get("index"))
    if size == 0 or (at is not None and isinstance(size, int) and not -size <= at < size):
        return SILENT
    return with_size(source.shape, axis, 1) if keepdims else without(source.shape, (axis,))


def _updated(update_name: str, *, in_dim: bool = False) -> ShapeRule:
    """dynamic_update_slice and its like: the operand, if the update fits."""

    def rule(args: Arguments) -> Outcome:
        target, update = operand(args.get("operand")), operand(args.get(update_name))
        if target is None or update is None or not may_share_dtype((target, update)):
            return None
        if target.shape is None or update.shape is None:
            return Aval(target.shape, target.dtype, None)
        if len(update.shape) != len(target.shape):
            if in_dim:
                return None
            detail = f"updates {len(target.shape)} dimensions with {len(update.shape)}"
            return Mismatch("broadcast", detail, "TypeError")
        if in_dim and not isinstance(axis_of(args.get("axis"), len(target.shape), 0), int):
            return None
        starts = args.get("start_indices")
        if isinstance(starts, TupleValue) and len(starts.items) != len(target.shape):
            return None
        clash = _fitting(target.shape, update.shape)
        if clash:
            return Mismatch("broadcast", clash.detail.replace("slices", "updates with"), "TypeError")
        return Aval(target.shape, *one_dtype((target, update)))

    return rule


def _update_index(args: Arguments) -> Outcome:
    """`dynamic_update_index_in_dim(operand, update, index, axis)`: the update may lack the axis."""
    target, update = operand(args.get("operand")), operand(args.get("update"))
    if target is None or update is None or target.shape is None or update.shape is None:
        return None
    axis = axis_of(args.get("axis"), len(target.shape), 0)
    if not isinstance(axis, int) or target.shape[axis] == 0 or not may_share_dtype((target, update)):
        return None
    row = without(target.shape, (axis,))
    shape = update.shape if len(update.shape) == len(row) else None
    if len(update.shape) == len(target.shape) and update.shape[axis] == 1:
        shape = without(update.shape, (axis,))
    if shape is None or any(not isinstance(size, int) for size in (*shape, *row)):
        return None
    return None if _fitting(row, shape) else Aval(target.shape, *one_dtype((target, update)))


_DYNAMIC = "*, static allow_negative_indices=?"


FAMILIES = (
    Family(
        "jax.lax",
        "slice: operand, static start_indices, static limit_indices, static strides=?",
        of_one("operand", _slice),
    ),
    Family(
        "jax.lax",
        "slice_in_dim: operand, static start_index, static limit_index, static stride=?, static axis=?",
        of_one("operand", _slice_in_dim),
    ),
    Family(
        "jax.lax",
        f"dynamic_slice: operand, start_indices, static slice_sizes, {_DYNAMIC}",
        of_one("operand", _dynamic_slice),
    ),
    Family(
        "jax.lax",
        f"dynamic_slice_in_dim: operand, start_index, static slice_size, static axis=?, {_DYNAMIC}",
        of_one("operand", _dynamic_slice_in_dim),
    ),
    Family(
        "jax.lax",
        f"""
        dynamic_index_in_dim: operand, index, static axis=?, static keepdims=?, {_DYNAMIC}
        index_in_dim: operand, static index, static axis=?, static keepdims=?
        """,
        of_one("operand", _one_index),
    ),
    Family(
        "jax.lax", f"dynamic_update_slice: operand, update, start_indices, {_DYNAMIC}", _updated("update")
    ),
    Family(
        "jax.lax",
        f"dynamic_update_slice_in_dim: operand, update, start_index, static axis, {_DYNAMIC}",
        _updated("update", in_dim=True),
    ),
    Family(
        "jax.lax",
        f"dynamic_update_index_in_dim: operand, update, index, static axis, {_DYNAMIC}",
        _update_index,
    ),
)
