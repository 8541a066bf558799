"""Distributions over vectors: the last axis of their parameters is one sample, the axes before it are a batch."""

from __future__ import annotations

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import surely_different
from jaxlint.domain.dtypes import Kind
from jaxlint.signatures.elementwise import STRONG_REAL, elementwise
from jaxlint.signatures.random_rows import asked_shape, casts, single_key
from jaxlint.signatures.reading import dtype_option, is_absent, operand
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import broadcast, same_size
from jaxlint.signatures.signature import Arguments, Mismatch, Outcome


def _is_real(aval: Aval | None) -> bool:
    return aval is not None and dtypes.kind_of(aval.dtype) not in (Kind.COMPLEX, Kind.KEY)


def _parameters(args: Arguments) -> tuple[Aval, Aval, Shape, Shape] | None:
    """Mean and covariance with their shapes, where the sizes fit and the matrices have no half precision."""
    mean, cov = operand(args.get("mean")), operand(args.get("cov"))
    if mean is None or cov is None or mean.shape is None or cov.shape is None:
        return None
    dtype = dtypes.promote(mean, cov)[0]
    if not _is_real(mean) or not _is_real(cov) or dtype in ("float16", "bfloat16"):
        return None
    if len(mean.shape) < 1 or len(cov.shape) < 2:
        return None
    if any(surely_different(mean.shape[-1], size) for size in cov.shape[-2:]):
        return None
    return mean, cov, mean.shape, cov.shape


def _draw(args: Arguments) -> Outcome:
    """`multivariate_normal(key, mean, cov, shape=None)`."""
    key, given = single_key(args), _parameters(args)
    if key is None or isinstance(key, Mismatch):
        return key
    if given is None:
        return None
    mean, cov, of_mean, of_cov = given
    batch = broadcast(of_mean[:-1], of_cov[:-2])
    if batch is None or isinstance(batch, Mismatch):
        return None
    wanted = asked_shape(args.get("shape"), batch)
    made = Aval((), *dtypes.promote(mean, cov))
    dtype = dtype_option(args.get("dtype"), dtypes.to_inexact(made.dtype))
    if wanted is None or not casts(made, args.get("dtype")):
        return None
    if dtypes.kind_of(dtype) not in (Kind.FLOATING, None):
        return None
    # A covariance of another dtype than the draws is promoted with them.
    known = dtype if is_absent(args.get("dtype")) else None
    if wanted.shape is None:
        return Aval(None, known)
    return Aval((*wanted.shape, same_size((of_mean[-1], *of_cov[-2:]))), known)


def _density(args: Arguments) -> Outcome:
    """`logpdf(x, mean, cov)` of vectors, with a matrix for their covariance."""
    given, x = _parameters(args), operand(args.get("x"))
    if given is None or x is None or x.shape is None or not x.shape or not _is_real(x):
        return None
    mean, cov, of_mean, of_cov = given
    if not is_absent(args.get("allow_singular")) or x.dtype in ("float16", "bfloat16"):
        return None
    sides = (of_mean[-1], *of_cov[-2:])
    if any(size is None or isinstance(size, int) for size in sides) and same_size(sides) is None:
        return None
    rows = broadcast(x.shape, of_mean)
    if rows is None or isinstance(rows, Mismatch) or not rows:
        return None
    if surely_different(rows[-1], same_size(sides)):
        return None
    batch = broadcast(rows[:-1], of_cov[:-2])
    if batch is None or isinstance(batch, Mismatch):
        return None
    return Aval(batch, dtypes.to_inexact(dtypes.promote(x, mean, cov)[0]))


def _multigammaln(args: Arguments) -> Outcome:
    """`multigammaln(a, d)`: as wide as an integer `d` makes a boolean `a`."""
    source, made = operand(args.get("a")), elementwise(STRONG_REAL, "a")(args)
    if source is None or not isinstance(made, Aval):
        return made
    return Aval(made.shape) if dtypes.kind_of(source.dtype) in (Kind.BOOL, None) else made


_TAIL = "static shape=?, static dtype=?, static method=?, *, out_sharding=?"

FAMILIES = (
    Family("jax.scipy.special", "multigammaln: a, static d", _multigammaln),
    Family("jax.random", f"multivariate_normal: consumed key, mean, cov, {_TAIL}", _draw),
    Family(
        "jax.scipy.stats",
        """
        multivariate_normal.logpdf: x, mean, cov, static allow_singular=?
        multivariate_normal.pdf: x, mean, cov
        """,
        _density,
    ),
)
