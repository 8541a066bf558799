"""Functions that work along an axis and keep it: cumulative sums, softmax, differences, one-hot vectors."""

from __future__ import annotations

from collections.abc import Sequence

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval
from jaxlint.domain.dims import Dim, plus, shortened
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import Const
from jaxlint.signatures.joining import concatenated
from jaxlint.signatures.reading import (
    UNREAD,
    axes_of,
    axis_error,
    axis_of,
    dim,
    dtype_option,
    flag,
    integer,
    is_absent,
    literal,
    operand,
)
from jaxlint.signatures.reductions import MakeDtype
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import inserted, product, unknown_dims, with_size
from jaxlint.signatures.signature import Arguments, Mismatch, Outcome, ShapeRule


def _cumulative(dtype: MakeDtype) -> ShapeRule:
    """`cumsum(a, axis=None)`: of all elements in one row, or along an axis."""

    def rule(args: Arguments) -> Outcome:
        source = operand(args.get("a"))
        if source is None or not is_absent(args.get("out")) or dtypes.kind_of(source.dtype) is Kind.KEY:
            return None
        result = dtype_option(args.get("dtype"), dtype(source.dtype))
        axis = literal(args.get("axis"))
        if axis is None:
            size: Dim = None if source.shape is None else product(source.shape)
            return Aval((size,), result, False)
        if source.shape is None or axis is UNREAD:
            return Aval(None if axis is UNREAD else source.shape, result, False)
        if isinstance(axis, tuple) or not source.shape:
            return None
        at = axis_of(args.get("axis"), len(source.shape), 0)
        return at if isinstance(at, Mismatch) else Aval(source.shape, result, False)

    return rule


def _cumulative_of_x(dtype: MakeDtype) -> ShapeRule:
    """`cumulative_sum(x, axis=None, include_initial=False)`: the axis may be left out of vectors only."""

    def rule(args: Arguments) -> Outcome:
        return _cumulated(args, dtype)

    return rule


def _cumulated(args: Arguments, make: MakeDtype) -> Outcome:
    source = operand(args.get("x"))
    if source is None or source.shape is None or dtypes.kind_of(source.dtype) is Kind.KEY or not source.shape:
        return None
    if is_absent(args.get("axis")) and len(source.shape) != 1:
        return Mismatch("axis", f"needs an axis for {len(source.shape)} dimensions", "ValueError")
    at = axis_of(args.get("axis"), len(source.shape), 0) if not is_absent(args.get("axis")) else 0
    first = flag(args.get("include_initial"))
    if at is None or isinstance(at, Mismatch) or first is None:
        return None
    size = source.shape[at]
    longer = plus(size, 1) if first else size
    dtype = dtype_option(args.get("dtype"), make(source.dtype))
    return Aval(with_size(source.shape, at, longer), dtype, False)


def _summed(dtype: str | None) -> str | None:
    """`cumsum` widens booleans only."""
    return dtypes.INT if dtype == dtypes.BOOL else dtype


def along(
    parameter: str,
    dtype: MakeDtype,
    accepts: frozenset[Kind],
    *,
    raises: str = "ValueError",
    default: int | None = -1,
) -> ShapeRule:
    """The rule of functions that keep the shape and work along axes: softmax, log_softmax."""

    def rule(args: Arguments) -> Outcome:
        source = operand(args.get(parameter))
        if source is None or any(not is_absent(args.get(name)) for name in ("where", "mean", "variance")):
            return None
        kind = dtypes.kind_of(source.dtype)
        if kind is not None and kind not in accepts:
            return None
        if source.shape is not None:
            axes = axes_of(args.get("axis", Const(default)), len(source.shape), raises)
            if isinstance(axes, Mismatch):
                return axes
        return Aval(source.shape, dtype(source.dtype), None if source.weak is not False else False)

    return rule


def _diff(args: Arguments) -> Outcome:
    """`diff(a, n=1, axis=-1)`: shorter by n than `a` with what is put before and behind."""
    source, times = operand(args.get("a")), integer(args.get("n"), 1)
    if source is None or not source.shape or dtypes.kind_of(source.dtype) is Kind.KEY:
        return None
    axis = axis_of(args.get("axis"), len(source.shape), -1)
    if isinstance(axis, Mismatch) or (times is not None and times < 0):
        return None
    added = [operand(args[name]) for name in ("prepend", "append") if not is_absent(args.get(name))]
    known = [each for each in added if each is not None]
    if len(known) != len(added) or (added and not times):
        return None
    joined = source if not known else _lengthened(source, axis, known)
    if joined is None or joined.shape is None:
        return joined
    if axis is None:
        return joined.with_shape(unknown_dims(len(joined.shape)))
    size = joined.shape[axis]
    left = None if times is None else shortened(size, times)
    return joined.with_shape(with_size(joined.shape, axis, left))


def _lengthened(source: Aval, axis: int | None, added: Sequence[Aval]) -> Aval | None:
    """An array with others laid beside it along an axis, of which a number is one more."""
    typed = dtypes.promote(source, *added)
    if axis is None or source.shape is None or any(each.shape is None for each in added):
        return Aval(None if source.shape is None else unknown_dims(len(source.shape)), *typed)
    one = with_size(source.shape, axis, 1)
    shape = concatenated([source.shape, *(each.shape or one for each in added)], axis, "a")
    return None if isinstance(shape, Mismatch) else Aval(shape, *typed)


def _one_hot(args: Arguments) -> Outcome:
    """`one_hot(x, num_classes, axis=-1)`: a new axis of that size."""
    source, classes = operand(args.get("x")), args.get("num_classes")
    if (
        source is None
        or classes is None
        or dtypes.kind_of(source.dtype) in (Kind.KEY, Kind.COMPLEX, Kind.BOOL)
    ):
        return None
    dtype = dtype_option(args.get("dtype"), dtypes.FLOAT)
    size = integer(classes)
    if (size is not None and size < 0) or source.shape is None:
        return None
    axis = axis_of(args.get("axis"), len(source.shape) + 1, -1)
    if isinstance(axis, Mismatch):
        return axis
    shape = (
        unknown_dims(len(source.shape) + 1) if axis is None else inserted(source.shape, axis, dim(classes))
    )
    return Aval(shape, dtype, False)


def _lax_along(accepts: frozenset[Kind]) -> ShapeRule:
    """`lax.cumsum(operand, axis=0)`."""

    def rule(args: Arguments) -> Outcome:
        source, axis = operand(args.get("operand")), literal(args.get("axis"), 0)
        if source is None or source.shape is None or not isinstance(axis, int):
            return None
        kind = dtypes.kind_of(source.dtype)
        if kind is not None and kind not in accepts:
            return None
        if axis >= len(source.shape):
            return axis_error(axis, len(source.shape))
        return None if axis < 0 else Aval(source.shape, source.dtype, source.weak)

    return rule


FAMILIES = (
    Family(
        "jax.numpy",
        "cumsum cumprod nancumsum nancumprod: a, static axis=?, static dtype=?, out=?",
        _cumulative(_summed),
    ),
    Family(
        "jax.numpy",
        "cumulative_sum: x, /, *, static axis=?, static dtype=?, static include_initial=?",
        _cumulative_of_x(dtypes.sum_dtype),
    ),
    Family(
        "jax.numpy",
        "cumulative_prod: x, /, *, static axis=?, static dtype=?, static include_initial=?",
        _cumulative_of_x(_summed),
    ),
    Family("jax.numpy", "diff: a, static n=?, static axis=?, prepend=?, append=?", _diff),
    Family(
        "jax.nn",
        "softmax log_softmax: x, static axis=?, where=?",
        along("x", dtypes.to_inexact, dtypes.NUMBER),
    ),
    Family(
        "jax.scipy.special",
        "softmax log_softmax: x, /, *, static axis=?",
        along("x", dtypes.to_inexact, dtypes.NUMBER, default=None),
    ),
    Family(
        "jax.nn",
        "standardize: x, static axis=?, mean=?, variance=?, epsilon=?, where=?, *, static algorithm=?",
        along("x", dtypes.to_inexact, dtypes.NOT_COMPLEX, raises="IndexError"),
    ),
    Family("jax.nn", "one_hot: x, static num_classes, *, static dtype=?, static axis=?", _one_hot),
    Family(
        "jax.lax",
        "cumlogsumexp cummax cummin cumprod cumsum: operand, static axis=?, static reverse=?",
        _lax_along(dtypes.NUMBER),
    ),
)
