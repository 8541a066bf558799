"""Reductions, cumulative functions and statistics: which axes go, and what dtype is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import Const
from jaxlint.records import dataclass
from jaxlint.signatures.reading import (
    UNREAD,
    axes_of,
    dtype_option,
    flag,
    is_absent,
    literal,
    operand,
)
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import fits, unknown_dims, without
from jaxlint.signatures.signature import Arguments, Mismatch, Outcome, ShapeRule

MakeDtype: TypeAlias = Callable[[str | None], str | None]


def _same(dtype: str | None) -> str | None:
    return dtype


def _inexact_real(dtype: str | None) -> str | None:
    return dtypes.real_part(dtypes.to_inexact(dtype))


def _always(name: str) -> MakeDtype:
    return lambda dtype: name


@dataclass(frozen=True, slots=True)
class Reduction:
    """How one family reduces."""

    dtype: MakeDtype
    accepts: frozenset[Kind] = dtypes.PLAIN
    needs_elements: bool = False
    """Raises on an empty reduction: `max`, `argmax`."""
    masked: bool = True
    """Whether `where=` needs nothing else: `max` wants `initial=` with it."""
    raises: str | None = "ValueError"
    """For an axis out of range; None where it depends."""
    one_axis: bool = False
    """Whether `axis=` is one int or None."""
    parameter: str = "a"
    dtypes: frozenset[Kind] | None = None
    """What `dtype=` may ask for; None: anything."""


def reduced_shape(shape: Shape, axes: tuple[int, ...], *, keepdims: bool) -> Shape:
    if keepdims:
        return tuple(1 if axis in axes else size for axis, size in enumerate(shape))
    return without(shape, axes)


def _result_shape(args: Arguments, source: Aval, rule: Reduction) -> Shape | Mismatch | None:
    """The shape of `f(a, axis=, keepdims=)`."""
    keepdims = flag(args.get("keepdims"))
    axis = literal(args.get("axis"))
    if source.shape is None:
        return () if axis is None and keepdims is False else None
    if keepdims is None:
        return None
    if axis is UNREAD:
        return unknown_dims(len(source.shape)) if keepdims else None
    axes = axes_of(args.get("axis"), len(source.shape), rule.raises or "ValueError")
    if axes is None or isinstance(axes, Mismatch):
        return axes
    if rule.needs_elements and any(source.shape[axis] == 0 for axis in axes):
        return Mismatch("axis", "reduces no elements", "ValueError")
    return reduced_shape(source.shape, axes, keepdims=keepdims)


def reduce(rule: Reduction) -> ShapeRule:
    """The shape rule of a reduction."""

    def shape(args: Arguments) -> Outcome:
        source = operand(args.get(rule.parameter))
        if source is None or not _plain_options(args, source, rule):
            return None
        kind = dtypes.kind_of(source.dtype)
        if kind is not None and kind not in rule.accepts:
            return None
        if kind is Kind.COMPLEX and rule.dtypes == dtypes.FLOATS and not is_absent(args.get("dtype")):
            return None
        if rule.one_axis and isinstance(literal(args.get("axis")), tuple):
            return None
        if rule.needs_elements and not is_absent(args.get("initial")):
            return None
        asked = dtypes.kind_of(dtype_option(args.get("dtype"), None))
        if asked is not None and rule.dtypes is not None and asked not in rule.dtypes:
            return None
        reduced = _result_shape(args, source, rule)
        if isinstance(reduced, Mismatch):
            return reduced if rule.raises else None
        dtype = rule.dtype(source.dtype)
        if flag(args.get("promote_integers"), default=True) is not True:
            dtype = None
        # `var(int_array, dtype=int)` is weak; it is not spoken of where it may be asked for.
        weak = None if rule.dtypes == dtypes.FLOATS and not is_absent(args.get("dtype")) else False
        return Aval(reduced, dtype_option(args.get("dtype"), dtype), weak)

    return shape


def _plain_options(args: Arguments, source: Aval, rule: Reduction) -> bool:
    """Whether nothing but axes decides: no `out=`, no mask larger than the array, a scalar `initial=`."""
    if not is_absent(args.get("out")) or not is_absent(args.get("mean")) or not is_absent(args.get("b")):
        return False
    if not is_absent(args.get("weights")) or flag(args.get("returned")) is not False:
        return False
    if flag(args.get("return_sign")) is not False:
        return False
    initial = args.get("initial")
    if not is_absent(initial) and not isinstance(initial, Const):
        return False
    if is_absent(args.get("where")):
        return True
    mask = operand(args.get("where"))
    if mask is None or mask.shape is None or source.shape is None or not rule.masked:
        return False
    return mask.dtype == dtypes.BOOL and fits(mask.shape, source.shape) is True


def _norm(args: Arguments) -> Outcome:
    """`linalg.norm(x, ord=None, axis=None, keepdims=False)`: with an order, of a vector or a matrix."""
    source = operand(args.get("x"))
    if source is None or dtypes.kind_of(source.dtype) is Kind.KEY:
        return None
    order = literal(args.get("ord"))
    axes = literal(args.get("axis"))
    if isinstance(axes, tuple) and len(axes) not in (1, 2):
        return None
    if order is not None:
        axis = literal(args.get("axis"))
        if order is UNREAD or axis is UNREAD or source.shape is None:
            return None
        count = len(source.shape) if axis is None else len(axis) if isinstance(axis, tuple) else 1
        if count not in (1, 2) or isinstance(order, str) or (count == 2 and order not in (1, -1, 2, -2)):
            return None
        if count == 2 and dtypes.kind_of(source.dtype) is Kind.BOOL:
            return None
    return reduce(Reduction(_inexact_real, parameter="x"))(_renamed_axis(args))


def _renamed_axis(args: Arguments) -> Arguments:
    return Arguments({name: value for name, value in args.items() if name != "ord"})


def _quantile(args: Arguments) -> Outcome:
    """`quantile(a, q, axis=None)`: the shape of `q` comes first."""
    q = operand(args.get("q"))
    if q is None or (q.shape is not None and len(q.shape) > 1) or not is_absent(args.get("method")):
        return None
    inner = Arguments({name: value for name, value in args.items() if name not in ("q", "method")})
    reduced = reduce(Reduction(dtypes.to_inexact, dtypes.NOT_COMPLEX))(inner)
    source = operand(args.get("a"))
    if not isinstance(reduced, Aval) or source is None or not source.shape or 0 in source.shape:
        return None
    if dtypes.kind_of(q.dtype) in (Kind.KEY, Kind.COMPLEX):
        return None
    dtype = dtypes.to_inexact(source.dtype) if q.weak else None
    shape = None if reduced.shape is None or q.shape is None else (*q.shape, *reduced.shape)
    return Aval(shape, dtype, False)


def _median(args: Arguments) -> Outcome:
    source = operand(args.get("a"))
    if source is None or not source.shape or 0 in source.shape:
        return None
    return reduce(Reduction(dtypes.to_inexact, dtypes.NOT_COMPLEX))(args)


def _lax_reduce(accepts: frozenset[Kind]) -> ShapeRule:
    """`lax.reduce_max(operand, axes)`: axes counted from the front only."""

    def rule(args: Arguments) -> Outcome:
        source, axes = operand(args.get("operand")), literal(args.get("axes"))
        if source is None or source.shape is None or not isinstance(axes, tuple):
            return None
        kind = dtypes.kind_of(source.dtype)
        if kind is not None and kind not in accepts:
            return None
        front = [axis for axis in axes if isinstance(axis, int) and 0 <= axis < len(source.shape)]
        if len(front) != len(axes) or len(set(front)) != len(front):
            return None
        return Aval(without(source.shape, front), source.dtype, None)

    return rule


_SUM: Final = Reduction(dtypes.sum_dtype)
_MEAN: Final = Reduction(dtypes.to_inexact)
_MAX: Final = Reduction(_same, needs_elements=True, masked=False)
_ANY: Final = Reduction(_always(dtypes.BOOL))
# JAX 0.10 finds an axis out of range of `mean` and `var` while counting elements: an IndexError.
_TRUE_MEAN: Final = Reduction(dtypes.to_inexact, raises="IndexError", dtypes=dtypes.NUMBER)
_NANMEAN: Final = Reduction(dtypes.to_inexact, raises=None, dtypes=dtypes.NUMBER)
_VAR: Final = Reduction(_inexact_real, raises="IndexError", dtypes=dtypes.FLOATS)
_NANVAR: Final = Reduction(_inexact_real, raises=None, dtypes=dtypes.FLOATS)
_ARG: Final = Reduction(
    _always(dtypes.INT), dtypes.ANY_KIND, needs_elements=True, one_axis=True, raises="IndexError"
)

FAMILIES = (
    Family(
        "jax.numpy",
        """
        sum prod: a, static axis=?, static dtype=?, out=?, static keepdims=?, initial=?, where=?,
            static promote_integers=?
        nansum nanprod: a, static axis=?, static dtype=?, out=?, static keepdims=?, initial=?, where=?
        """,
        reduce(_SUM),
    ),
    Family(
        "jax.numpy",
        """
        average: a, static axis=?, weights=?, static returned=?, static keepdims=?
        """,
        reduce(_MEAN),
    ),
    Family(
        "jax.numpy",
        "mean: a, static axis=?, static dtype=?, out=?, static keepdims=?, *, where=?",
        reduce(_TRUE_MEAN),
    ),
    Family(
        "jax.numpy",
        "nanmean: a, static axis=?, static dtype=?, out=?, static keepdims=?, where=?",
        reduce(_NANMEAN),
    ),
    Family(
        "jax.numpy",
        "amax amin max min nanmax nanmin: a, static axis=?, out=?, static keepdims=?, initial=?, where=?",
        reduce(_MAX),
    ),
    Family("jax.numpy", "all any: a, static axis=?, out=?, static keepdims=?, *, where=?", reduce(_ANY)),
    Family(
        "jax.numpy",
        """
        std var: a, static axis=?, static dtype=?, out=?, ddof=?, static keepdims=?, *, where=?, mean=?,
            correction=?
        """,
        reduce(_VAR),
    ),
    Family(
        "jax.numpy",
        "nanstd nanvar: a, static axis=?, static dtype=?, out=?, ddof=?, static keepdims=?, where=?, mean=?",
        reduce(_NANVAR),
    ),
    Family(
        "jax.numpy",
        "argmax argmin nanargmax nanargmin: a, static axis=?, out=?, static keepdims=?",
        reduce(_ARG),
    ),
    Family(
        "jax.numpy",
        "ptp: a, static axis=?, out=?, static keepdims=?",
        reduce(Reduction(_same, dtypes.NUMBER, needs_elements=True)),
    ),
    Family(
        "jax.numpy",
        "count_nonzero: a, static axis=?, static keepdims=?",
        reduce(Reduction(_always(dtypes.INT))),
    ),
    Family(
        "jax.numpy",
        "median nanmedian: a, static axis=?, out=?, static overwrite_input=?, static keepdims=?",
        _median,
    ),
    Family(
        "jax.numpy",
        """
        nanpercentile nanquantile quantile: a, q, static axis=?, out=?, static overwrite_input=?,
            static method=?, static keepdims=?, *, weights=?
        percentile: a, q, static axis=?, out=?, static overwrite_input=?, static method=?,
            static keepdims=?, *, weights=?, out_sharding=?
        """,
        _quantile,
    ),
    Family("jax.numpy.linalg", "norm: x, static ord=?, static axis=?, static keepdims=?", _norm),
    Family(
        "jax.nn",
        """
        logsumexp: a, static axis=?, b=?, static keepdims=?, static return_sign=?, where=?
        """,
        reduce(_MEAN),
    ),
    Family(
        "jax.scipy.special",
        "logsumexp: a, static axis=?, b=?, static keepdims=?, static return_sign=?, where=?",
        reduce(_MEAN),
    ),
    Family(
        "jax.nn",
        "logmeanexp: x, static axis=?, where=?, static keepdims=?",
        reduce(Reduction(dtypes.to_inexact, parameter="x")),
    ),
    Family("jax.lax", "reduce_sum: operand, static axes, *, out_sharding=?", _lax_reduce(dtypes.NUMBER)),
    Family("jax.lax", "reduce_prod: operand, static axes", _lax_reduce(dtypes.NUMBER)),
    Family("jax.lax", "reduce_max reduce_min: operand, static axes", _lax_reduce(dtypes.NOT_COMPLEX)),
    Family("jax.lax", "reduce_and reduce_or reduce_xor: operand, static axes", _lax_reduce(dtypes.BITS)),
)
