"""What `gather` and the kinds of `scatter` compute, in NumPy, window by window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from jaxlint.verify.child.primitives import Rule

_DROPS = ("fill", "drop", "FILL_OR_DROP")


def _sizes(shape: Sequence[int], window: Sequence[int], left_out: Sequence[int]) -> list[int]:
    """The sizes of a window with the dimensions that are left out of it, which have the size 1."""
    given = iter(window)
    return [1 if axis in left_out else next(given) for axis in range(len(shape))]


def _place(
    at: tuple[int, ...],
    indices: Any,
    mapped: Sequence[int],
    batching: tuple[Sequence[int], Sequence[int]],
    rank: int,
) -> list[int]:
    starts = [0] * rank
    for axis, index in zip(mapped, indices[at], strict=True):
        starts[axis] = int(index)
    for axis, of_indices in zip(*batching, strict=True):
        starts[axis] = at[of_indices]
    return starts


def _inside(starts: Sequence[int], shape: Sequence[int], sizes: Sequence[int]) -> bool:
    return all(0 <= s <= n - k for s, n, k in zip(starts, shape, sizes, strict=True))


def _window(starts: Sequence[int], shape: Sequence[int], sizes: Sequence[int]) -> tuple[slice, ...]:
    firsts = [min(max(s, 0), n - k) for s, n, k in zip(starts, shape, sizes, strict=True)]
    return tuple(slice(first, first + size) for first, size in zip(firsts, sizes, strict=True))


def _filler(dtype: Any) -> Any:
    if np.issubdtype(dtype, np.inexact):
        return np.nan
    if dtype == np.bool_:
        return True
    return np.iinfo(dtype).min if np.issubdtype(dtype, np.signedinteger) else np.iinfo(dtype).max


def gather(
    operand: Any,
    indices: Any,
    *,
    dimension_numbers: Any,
    slice_sizes: Any,
    mode: Any,
    fill_value: Any,
    **_: Any,
) -> Any:
    """The windows of `slice_sizes` that begin at the indices."""
    numbers = dimension_numbers
    many = indices.shape[:-1]
    left_out = (*numbers.collapsed_slice_dims, *numbers.operand_batching_dims)
    window = [size for axis, size in enumerate(slice_sizes) if axis not in left_out]
    batching = (numbers.operand_batching_dims, numbers.start_indices_batching_dims)
    fills = mode is not None and mode.name in _DROPS
    result = np.empty((*many, *window), operand.dtype)
    for at in np.ndindex(*many):
        starts = _place(at, indices, numbers.start_index_map, batching, operand.ndim)
        if fills and not _inside(starts, operand.shape, slice_sizes):
            result[at] = _filler(operand.dtype) if fill_value is None else fill_value
        else:
            result[at] = operand[_window(starts, operand.shape, slice_sizes)].reshape(window)
    rank = len(many) + len(window)
    offsets = numbers.offset_dims
    others = iter(range(len(many)))
    inner = iter(range(len(many), rank))
    return result.transpose([next(inner) if axis in offsets else next(others) for axis in range(rank)])


def _scatter(combine: Callable[[Any, Any], Any]) -> Rule:
    def scatter(
        operand: Any, indices: Any, updates: Any, *, dimension_numbers: Any, mode: Any, **_: Any
    ) -> Any:
        numbers = dimension_numbers
        inner = numbers.update_window_dims
        outer = [axis for axis in range(updates.ndim) if axis not in inner]
        turned = updates.transpose([*outer, *inner])
        many = turned.shape[: len(outer)]
        left_out = (*numbers.inserted_window_dims, *numbers.operand_batching_dims)
        sizes = _sizes(operand.shape, turned.shape[len(outer) :], left_out)
        batching = (numbers.operand_batching_dims, numbers.scatter_indices_batching_dims)
        clips = mode is not None and mode.name == "CLIP"
        result = operand.copy()
        for at in np.ndindex(*many):
            starts = _place(at, indices, numbers.scatter_dims_to_operand_dims, batching, operand.ndim)
            if clips or _inside(starts, operand.shape, sizes):
                window = _window(starts, operand.shape, sizes)
                result[window] = combine(result[window], turned[at].reshape(sizes))
        return result

    return scatter


RULES: dict[str, Rule] = {
    "gather": gather,
    "scatter": _scatter(lambda _, new: new),
    "scatter-add": _scatter(np.add),
    "scatter-sub": _scatter(np.subtract),
    "scatter-mul": _scatter(np.multiply),
    "scatter-min": _scatter(np.minimum),
    "scatter-max": _scatter(np.maximum),
}
