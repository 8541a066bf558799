"""What JAX's primitives compute, in NumPy: a table by their names, for operands that are NumPy arrays.

A rule may give another dtype than the primitive; who applies it converts. Parameters as in jax 0.10 to 0.12.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import scipy.special  # type: ignore[import-untyped]  # a dependency of JAX

Rule: TypeAlias = Callable[..., Any]
"""Gives an array, or a list of arrays where the primitive has many results."""


def _plain(function: Callable[..., Any]) -> Rule:
    """A rule of a function for which the parameters mean nothing."""
    return lambda *operands, **parameters: function(*operands)


def _divide(left: Any, right: Any, **_: Any) -> Any:
    if np.issubdtype(left.dtype, np.integer):
        quotient = np.trunc(left / np.where(right == 0, 1, right))
        return np.where(right == 0, -1, quotient)
    return left / right


def _remainder(left: Any, right: Any, **_: Any) -> Any:
    if np.issubdtype(left.dtype, np.integer):
        return np.where(right == 0, left, np.fmod(left, np.where(right == 0, 1, right)))
    return np.fmod(left, right)


def _power(base: Any, exponent: Any, **_: Any) -> Any:
    return np.power(base.astype(float), exponent)


def _integer_power(base: Any, *, y: int) -> Any:
    return np.power(base.astype(float), y) if y < 0 else base**y


def _round(operand: Any, *, rounding_method: int) -> Any:
    if int(rounding_method) == 1:
        return np.round(operand)
    return np.copysign(np.floor(np.abs(operand) + 0.5), operand)


def _convert(operand: Any, *, new_dtype: Any, **_: Any) -> Any:
    """XLA's conversion to integers ends at the largest and smallest ones, and makes 0 of NaN."""
    if np.issubdtype(operand.dtype, np.floating) and np.issubdtype(new_dtype, np.integer):
        bounds = np.iinfo(new_dtype)
        finite = np.where(np.isnan(operand), 0.0, operand.astype(float))
        return np.clip(np.trunc(finite), bounds.min, bounds.max).astype(new_dtype)
    if new_dtype == np.bool_:
        return operand != 0
    return operand.astype(new_dtype)


def _select(which: Any, *cases: Any) -> Any:
    if which.dtype == np.bool_:
        return np.where(which, cases[1], cases[0])
    return np.choose(which, cases)


def _clamp(low: Any, operand: Any, high: Any) -> Any:
    return np.minimum(np.maximum(operand, low), high)


def _broadcast(operand: Any, *, shape: Any, broadcast_dimensions: Any, **_: Any) -> Any:
    places = [1] * len(shape)
    for size, dimension in zip(operand.shape, broadcast_dimensions, strict=True):
        places[dimension] = size
    return np.broadcast_to(operand.reshape(places), shape)


def _reshape(operand: Any, *, new_sizes: Any, dimensions: Any = None, **_: Any) -> Any:
    return (operand if dimensions is None else operand.transpose(dimensions)).reshape(new_sizes)


def _iota(*, dtype: Any, shape: Any, dimension: int, **_: Any) -> Any:
    places = [1] * len(shape)
    places[dimension] = shape[dimension]
    return np.broadcast_to(np.arange(shape[dimension]).reshape(places), shape).astype(dtype)


def _slice(operand: Any, *, start_indices: Any, limit_indices: Any, strides: Any = None) -> Any:
    steps = strides or (1,) * operand.ndim
    return operand[tuple(map(slice, start_indices, limit_indices, steps))]


def _window(shape: Sequence[int], starts: Sequence[Any], sizes: Sequence[int]) -> tuple[slice, ...]:
    """The part of an array that begins at these indices, moved to where all of it is inside."""
    firsts = [min(max(int(s), 0), n - k) for s, n, k in zip(starts, shape, sizes, strict=True)]
    return tuple(slice(first, first + size) for first, size in zip(firsts, sizes, strict=True))


def _dynamic_slice(operand: Any, *starts: Any, slice_sizes: Any) -> Any:
    return operand[_window(operand.shape, starts, slice_sizes)]


def _dynamic_update_slice(operand: Any, update: Any, *starts: Any) -> Any:
    changed = operand.copy()
    changed[_window(operand.shape, starts, update.shape)] = update
    return changed


def _pad(operand: Any, value: Any, *, padding_config: Any) -> Any:
    for axis, (low, high, interior) in enumerate(padding_config):
        size = operand.shape[axis]
        shape = list(operand.shape)
        shape[axis] = low + high + size + interior * max(size - 1, 0)
        padded = np.full(shape, value, operand.dtype)
        places = low + np.arange(size) * (interior + 1)
        inside = (places >= 0) & (places < shape[axis])
        np.moveaxis(padded, axis, 0)[places[inside]] = np.moveaxis(operand, axis, 0)[inside]
        operand = padded
    return operand


def _reverse(operand: Any, *, dimensions: Any) -> Any:
    return np.flip(operand, dimensions)


def _split(operand: Any, *, sizes: Any, axis: int) -> Any:
    return np.split(operand, np.cumsum(sizes)[:-1], axis)


def _unstack(operand: Any, *, axis: int) -> Any:
    return list(np.moveaxis(operand, axis, 0))


def _dot(left: Any, right: Any, *, dimension_numbers: Any, **_: Any) -> Any:
    (left_summed, right_summed), (left_batch, right_batch) = dimension_numbers
    letters = iter(string.ascii_letters)
    of_left = [next(letters) for _ in left.shape]
    of_right = [next(letters) for _ in right.shape]
    pairs = zip((*left_summed, *left_batch), (*right_summed, *right_batch), strict=True)
    for mine, other in pairs:
        of_right[other] = of_left[mine]
    batch = [of_left[each] for each in left_batch]
    kept = [n for i, n in enumerate(of_left) if i not in (*left_summed, *left_batch)]
    kept += [n for i, n in enumerate(of_right) if i not in (*right_summed, *right_batch)]
    return np.einsum(f"{''.join(of_left)},{''.join(of_right)}->{''.join(batch + kept)}", left, right)


def _reduction(function: np.ufunc, initial: Callable[[Any], Any] | None = None) -> Rule:
    def reduce(operand: Any, *, axes: Any, **_: Any) -> Any:
        start = {} if initial is None else {"initial": initial(operand.dtype)}
        return function.reduce(operand, axis=tuple(axes), dtype=operand.dtype, **start)

    return reduce


def _lowest(dtype: Any) -> Any:
    if dtype == np.bool_:
        return False
    return np.iinfo(dtype).min if np.issubdtype(dtype, np.integer) else -np.inf


def _highest(dtype: Any) -> Any:
    if dtype == np.bool_:
        return True
    return np.iinfo(dtype).max if np.issubdtype(dtype, np.integer) else np.inf


def _place(function: Callable[..., Any]) -> Rule:
    return lambda operand, *, axes, **_: function(operand, axis=axes[0])


def _cumulative(function: np.ufunc) -> Rule:
    def accumulate(operand: Any, *, axis: int, reverse: bool) -> Any:
        turned = np.flip(operand, axis) if reverse else operand
        result = function.accumulate(turned, axis=axis, dtype=operand.dtype)
        return np.flip(result, axis) if reverse else result

    return accumulate


def _sort(*operands: Any, dimension: int, num_keys: int, **_: Any) -> Any:
    order = np.lexsort(operands[num_keys - 1 :: -1], axis=dimension)
    return [np.take_along_axis(each, order, dimension) for each in operands]


def _bits(operand: Any, *, new_dtype: Any) -> Any:
    return operand.view(new_dtype)


def _total_order(compare: Callable[..., Any]) -> Rule:
    """NaN comes after every number."""

    def ordered(left: Any, right: Any) -> Any:
        after = np.isnan(right) & (~np.isnan(left) | (compare is np.less_equal))
        return compare(left, right) | after

    return ordered


def _shift(function: np.ufunc) -> Rule:
    def shifted(operand: Any, by: Any) -> Any:
        width = operand.dtype.itemsize * 8
        inside = (by >= 0) & (by < width)
        return np.where(inside, function(operand, np.where(inside, by, 0)), 0)

    return shifted


def _shift_right_logical(operand: Any, by: Any) -> Any:
    unsigned = operand.view(f"uint{operand.dtype.itemsize * 8}")
    return (
        _shift(np.right_shift)(unsigned, by.astype(unsigned.dtype)).astype(unsigned.dtype).view(operand.dtype)
    )


def _shift_right(operand: Any, by: Any) -> Any:
    return np.right_shift(operand, np.clip(by, 0, operand.dtype.itemsize * 8 - 1))


def _counted(*, shape: Any) -> Any:
    """The places of an array of the shape as pairs of halves."""
    low = np.arange(int(np.prod(shape, dtype=int)), dtype=np.uint32).reshape(shape)
    return [np.zeros_like(low), low]


def _threefry(first: Any, second: Any, *counted: Any) -> Any:
    """The hash behind JAX's random numbers: twenty rounds of add, rotate and xor."""
    keys = (first, second, first ^ second ^ np.uint32(0x1BD11BDA))
    left, right = counted[0] + keys[0], counted[1] + keys[1]
    for group in range(5):
        for by in ((13, 15, 26, 6), (17, 29, 16, 24))[group % 2]:
            left = left + right
            right = left ^ ((right << np.uint32(by)) | (right >> np.uint32(32 - by)))
        left = left + keys[(group + 1) % 3]
        right = right + keys[(group + 2) % 3] + np.uint32(group + 1)
    return [left, right]


def _logistic(operand: Any, **_: Any) -> Any:
    return scipy.special.expit(operand)


def _identity(*operands: Any, **_: Any) -> Any:
    return operands[0]


def _all(*operands: Any, **_: Any) -> Any:
    return list(operands)


RULES: dict[str, Rule] = {
    **{
        name: _plain(function)
        for name, function in {
            "neg": np.negative,
            "sign": np.sign,
            "floor": np.floor,
            "ceil": np.ceil,
            "is_finite": np.isfinite,
            "exp": np.exp,
            "exp2": np.exp2,
            "expm1": np.expm1,
            "log": np.log,
            "log1p": np.log1p,
            "tanh": np.tanh,
            "sin": np.sin,
            "cos": np.cos,
            "tan": np.tan,
            "asin": np.arcsin,
            "acos": np.arccos,
            "atan": np.arctan,
            "atan2": np.arctan2,
            "sinh": np.sinh,
            "cosh": np.cosh,
            "asinh": np.arcsinh,
            "acosh": np.arccosh,
            "atanh": np.arctanh,
            "sqrt": np.sqrt,
            "rsqrt": lambda x: 1 / np.sqrt(x),
            "cbrt": np.cbrt,
            "square": np.square,
            "abs": np.abs,
            "erf": scipy.special.erf,
            "erfc": scipy.special.erfc,
            "erf_inv": scipy.special.erfinv,
            "lgamma": scipy.special.gammaln,
            "digamma": scipy.special.digamma,
            "add": np.add,
            "add_any": np.add,
            "sub": np.subtract,
            "mul": np.multiply,
            "max": np.maximum,
            "min": np.minimum,
            "and": np.bitwise_and,
            "or": np.bitwise_or,
            "xor": np.bitwise_xor,
            "not": np.bitwise_not,
            "eq": np.equal,
            "ne": np.not_equal,
            "lt": np.less,
            "le": np.less_equal,
            "gt": np.greater,
            "ge": np.greater_equal,
        }.items()
    },
    "lt_to": _total_order(np.less),
    "le_to": _total_order(np.less_equal),
    "logistic": _logistic,
    "div": _divide,
    "rem": _remainder,
    "pow": _power,
    "integer_pow": _integer_power,
    "round": _round,
    "convert_element_type": _convert,
    "bitcast_convert_type": _bits,
    "shift_left": _shift(np.left_shift),
    "shift_right_logical": _shift_right_logical,
    "shift_right_arithmetic": _shift_right,
    "select_n": _select,
    "clamp": _clamp,
    "stop_gradient": _identity,
    "copy": _identity,
    "copy_p": _identity,
    "device_put": _all,
    "optimization_barrier": _all,
    "broadcast_in_dim": _broadcast,
    "reshape": _reshape,
    "transpose": lambda operand, *, permutation: operand.transpose(permutation),
    "squeeze": lambda operand, *, dimensions: operand.squeeze(tuple(dimensions)),
    "expand_dims": lambda operand, *, dimensions: np.expand_dims(operand, tuple(dimensions)),
    "rev": _reverse,
    "iota": _iota,
    "slice": _slice,
    "dynamic_slice": _dynamic_slice,
    "dynamic_update_slice": _dynamic_update_slice,
    "concatenate": lambda *operands, dimension: np.concatenate(operands, int(dimension)),
    "stack": lambda *operands, axis: np.stack(operands, int(axis)),
    "tile": lambda operand, *, reps: np.tile(operand, reps),
    "pad": _pad,
    "split": _split,
    "unstack": _unstack,
    "dot_general": _dot,
    "reduce_sum": _reduction(np.add),
    "reduce_prod": _reduction(np.multiply),
    "reduce_max": _reduction(np.maximum, _lowest),
    "reduce_min": _reduction(np.minimum, _highest),
    "reduce_and": _reduction(np.bitwise_and),
    "reduce_or": _reduction(np.bitwise_or),
    "reduce_xor": _reduction(np.bitwise_xor),
    "argmax": _place(np.argmax),
    "argmin": _place(np.argmin),
    "cumsum": _cumulative(np.add),
    "cumprod": _cumulative(np.multiply),
    "cummax": _cumulative(np.maximum),
    "cummin": _cumulative(np.minimum),
    "cumlogsumexp": _cumulative(np.logaddexp),
    "sort": _sort,
    "iota_2x32_shape": _counted,
    "threefry2x32": _threefry,
}
