"""What models call: attention, gated units, norms, products of vectors, resized images, densities."""

from __future__ import annotations

from typing import Final

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import quotient, surely_different
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import TupleValue
from jaxlint.signatures.decompositions import square
from jaxlint.signatures.elementwise import Arithmetic, elementwise
from jaxlint.signatures.linear import of_two
from jaxlint.signatures.reading import (
    axis_of,
    dims,
    dtype_option,
    flag,
    is_absent,
    is_impossible_shape,
    literal,
    operand,
)
from jaxlint.signatures.reductions import Reduction, reduce
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import Shaped, broadcast, contraction, with_size
from jaxlint.signatures.signature import Arguments, Makes, Mismatch, Outcome, ShapeRule

_DENSITY: Final = Arithmetic(dtypes.NOT_COMPLEX, dtype_known=False)


def _attention(args: Arguments) -> Outcome:
    """`dot_product_attention(query, key, value)`: (batch, time, heads, head) or without the batch."""
    query, key, value = (operand(args.get(name)) for name in ("query", "key", "value"))
    if query is None or key is None or value is None or not is_absent(args.get("return_residual")):
        return None
    if query.shape is None or key.shape is None or value.shape is None:
        return None
    ranks = {len(query.shape), len(key.shape), len(value.shape)}
    if ranks not in ({3}, {4}) or any(not is_absent(args.get(name)) for name in ("bias", "mask")):
        return None
    shapes = [shape if len(shape) == 4 else (1, *shape) for shape in (query.shape, key.shape, value.shape)]
    (batch, _, heads, size), (kb, times, kh, ksize), (vb, vtimes, vh, vsize) = shapes
    equal = ((batch, kb), (batch, vb), (size, ksize), (ksize, vsize), (times, vtimes), (kh, vh))
    if any(surely_different(a, b) for a, b in equal) or 0 in (heads, kh):
        return None
    if isinstance(heads, int) and isinstance(kh, int) and heads % kh:
        return None
    if len({query.dtype, key.dtype, value.dtype}) > 1 or dtypes.kind_of(query.dtype) not in (
        Kind.FLOATING,
        None,
    ):
        return None
    return Aval(query.shape, query.dtype, None)


def _glu(args: Arguments) -> Outcome:
    """`glu(x, axis=-1)`: half the size along the axis."""
    source = operand(args.get("x"))
    if source is None or not source.shape or dtypes.kind_of(source.dtype) not in (*dtypes.INEXACT, None):
        return None
    axis = axis_of(args.get("axis"), len(source.shape), -1)
    if not isinstance(axis, int):
        return None
    size = source.shape[axis]
    if isinstance(size, int) and size % 2:
        return Mismatch("axis", f"halves an axis of size {size}", "AssertionError")
    half = quotient(size, 2)
    return Aval(with_size(source.shape, axis, half), source.dtype, source.weak)


def _cross(first: str, second: str) -> ShapeRule:
    """`cross(a, b)` of three-dimensional vectors along the last axis."""

    def rule(args: Arguments) -> Outcome:
        left, right = operand(args.get(first)), operand(args.get(second))
        if left is None or right is None or not left.shape or not right.shape:
            return None
        if any(not is_absent(args.get(name)) for name in ("axisa", "axisb", "axisc", "axis")):
            return None
        if left.shape[-1] != 3 or right.shape[-1] != 3 or dtypes.BOOL in (left.dtype, right.dtype):
            return None
        shape = broadcast(left.shape, right.shape)
        if isinstance(shape, Mismatch) or Kind.KEY in (
            dtypes.kind_of(left.dtype),
            dtypes.kind_of(right.dtype),
        ):
            return None
        return Aval(shape, dtypes.promote(left, right)[0], None)

    return rule


def _matvec(a: Shape | None, b: Shape | None, names: tuple[str, str]) -> Shaped:
    """`matvec(matrix, vector)`: both with leading dimensions that broadcast."""
    if a is None or b is None or len(a) < 2 or not b:
        return None
    stack = broadcast(a[:-2], b[:-1], raises="ValueError")
    if stack is None or isinstance(stack, Mismatch):
        return None
    return contraction((a[-1], b[-1]), names, (len(a) - 1, len(b) - 1), "ValueError") or (*stack, a[-2])


def _vecmat(a: Shape | None, b: Shape | None, names: tuple[str, str]) -> Shaped:
    """`vecmat(vector, matrix)`."""
    if a is None or b is None or len(b) < 2 or not a:
        return None
    stack = broadcast(a[:-1], b[:-2], raises="ValueError")
    if stack is None or isinstance(stack, Mismatch):
        return None
    return contraction((a[-1], b[-2]), names, (len(a) - 1, len(b) - 2), "ValueError") or (*stack, b[-1])


def _known_vectors(rule: ShapeRule, matrix: str, vector: str) -> ShapeRule:
    """Silent where an operand has too few dimensions, or its shape is not known."""

    def checked(args: Arguments) -> Outcome:
        rows, line = operand(args.get(matrix)), operand(args.get(vector))
        if rows is None or line is None or rows.shape is None or line.shape is None:
            return None
        outcome = rule(args) if len(rows.shape) > 1 and line.shape else None
        return None if isinstance(outcome, Aval) and outcome.shape is None else outcome

    return checked


def _vector_norm(args: Arguments) -> Outcome:
    """`vector_norm(x, axis=None, keepdims=False)`."""
    if literal(args.get("axis")) == ():
        return None
    source = operand(args.get("x"))
    if source is None or not is_absent(args.get("ord")):
        return None
    exact = dtypes.kind_of(source.dtype) in dtypes.INEXACT
    return reduce(Reduction(_magnitude if exact else _unknown, parameter="x"))(args)


def _matrix_norm(args: Arguments) -> Outcome:
    """`matrix_norm(x)`: the last two axes go."""
    source, keepdims = operand(args.get("x")), flag(args.get("keepdims"))
    if source is None or source.shape is None or len(source.shape) < 2 or not is_absent(args.get("ord")):
        return None
    if keepdims is None or dtypes.kind_of(source.dtype) is Kind.KEY:
        return None
    tail = (1, 1) if keepdims else ()
    return Aval((*source.shape[:-2], *tail), _magnitude(source.dtype), None)


def _magnitude(dtype: str | None) -> str | None:
    return dtypes.real_part(dtypes.to_inexact(dtype))


def _unknown(dtype: str | None) -> str | None:
    return None


def _filled(args: Arguments) -> Outcome:
    """`jax.nn.initializers.zeros(key, shape, dtype=float)`."""
    shape = args.get("shape")
    if not isinstance(shape, TupleValue) or is_impossible_shape(shape):
        return None
    return Aval(dims(shape), dtype_option(args.get("dtype"), dtypes.FLOAT), False)


def _resize(args: Arguments) -> Outcome:
    """`jax.image.resize(image, shape, method)`: as many dimensions as before."""
    image, wanted = operand(args.get("image")), args.get("shape")
    shape = dims(wanted) if isinstance(wanted, TupleValue) else None
    if image is None or image.shape is None or shape is None or is_impossible_shape(wanted):
        return None
    if len(shape) != len(image.shape) or literal(args.get("method")) not in ("nearest", "linear", "bilinear"):
        return None
    if dtypes.kind_of(image.dtype) in (Kind.KEY, Kind.COMPLEX) or 0 in image.shape:
        return None
    return Aval(shape, None, None)


def _sign_and_log(args: Arguments) -> Outcome:
    """`slogdet(a)`."""
    made = square("a", lambda batch, _: (batch, batch))(args)
    if not isinstance(made, tuple) or not is_absent(args.get("method")):
        return None
    sign, log = made
    return sign, Aval(log.shape, dtypes.real_part(log.dtype), None)


def _rank(args: Arguments) -> Outcome:
    """`matrix_rank(M)`."""
    source = operand(args.get("M"))
    if source is None or source.shape is None or len(source.shape) < 2 or 0 in source.shape:
        return None
    if dtypes.kind_of(source.dtype) is Kind.KEY or source.dtype in ("float16", "bfloat16"):
        return None
    return Aval(source.shape[:-2], None, None)


def _eigenvalues(args: Arguments) -> Outcome:
    made = square("a", lambda batch, n: ((*batch, n),))(args)
    return Aval(made.shape, dtypes.complex_of(made.dtype), None) if isinstance(made, Aval) else None


def _density(*names: str, counts: bool = False) -> ShapeRule:
    """Densities and their like: everything broadcasts. Which other dtypes they take differs."""
    broadcasts = elementwise(_DENSITY, *names, "loc", "scale")

    def rule(args: Arguments) -> Outcome:
        operands = [operand(args[name]) for name in (*names, "loc", "scale") if name in args]
        known = [aval for aval in operands if aval is not None]
        if not known or len(known) != len(operands):
            return None
        asked = known[1:] if counts else known
        single = {asked[0].dtype, dtypes.promote(*asked)[0]} <= {None, dtypes.FLOAT, "float32"}
        return broadcasts(args) if single else None

    return rule


def _distributions(names: str, functions: str) -> str:
    return " ".join(f"{name}.{function}" for name in names.split() for function in functions.split())


_ALL = "cdf logcdf logpdf logsf pdf sf"
FAMILIES = (
    Family("jax.nn", "glu: x, static axis=?", _glu),
    Family(
        "jax.nn",
        "dot_product_attention: query, key, value, bias=?, mask=?, *, scale=?, static is_causal=?,"
        " query_seq_lengths=?, key_value_seq_lengths=?, static local_window_size=?, static implementation=?,"
        " static return_residual=?",
        _attention,
    ),
    Family(
        "jax.numpy",
        "cross: a, b, static axisa=?, static axisb=?, static axisc=?, static axis=?",
        _cross("a", "b"),
    ),
    Family("jax.numpy.linalg", "cross: x1, x2, /, *, static axis=?", _cross("x1", "x2")),
    Family("jax.numpy", "matvec: x1, x2, /", _known_vectors(of_two(("x1", "x2"), _matvec), "x1", "x2")),
    Family("jax.numpy", "vecmat: x1, x2, /", _known_vectors(of_two(("x1", "x2"), _vecmat), "x2", "x1")),
    Family(
        "jax.numpy.linalg",
        "vector_norm: x, /, *, static axis=?, static keepdims=?, static ord=?",
        _vector_norm,
    ),
    Family("jax.numpy.linalg", "matrix_norm: x, /, *, static keepdims=?, static ord=?", _matrix_norm),
    Family("jax.numpy.linalg", "matrix_rank: M, rtol=?, *, static hermitian=?, tol=?", _rank),
    Family("jax.numpy.linalg", "slogdet: a, *, static method=?", _sign_and_log, Makes.ARRAYS),
    Family("jax.numpy.linalg", "eigvals: a", _eigenvalues),
    Family("jax.nn.initializers", "ones zeros: key, static shape, static dtype=?, out_sharding=?", _filled),
    Family(
        "jax.image",
        "resize: image, static shape, static method, static antialias=?, static precision=?",
        _resize,
    ),
    Family(
        "jax.scipy.stats",
        f"""
        {_distributions("cauchy expon gumbel_l gumbel_r norm", _ALL)} laplace.cdf laplace.logpdf laplace.pdf
            logistic.cdf logistic.isf logistic.logpdf logistic.pdf logistic.ppf logistic.sf uniform.cdf
            uniform.logpdf uniform.pdf: x, loc=?, scale=?
        """,
        _density("x"),
    ),
    Family(
        "jax.scipy.stats",
        "cauchy.isf cauchy.ppf expon.ppf norm.isf norm.ppf uniform.ppf: q, loc=?, scale=?",
        _density("q"),
    ),
    Family("jax.scipy.stats", "gumbel_l.ppf gumbel_r.ppf: p, loc=?, scale=?", _density("p")),
    Family(
        "jax.scipy.stats",
        f"{_distributions('beta truncnorm', _ALL)}: x, a, b, loc=?, scale=?",
        _density("x", "a", "b"),
    ),
    Family("jax.scipy.stats", f"{_distributions('gamma', _ALL)}: x, a, loc=?, scale=?", _density("x", "a")),
    Family(
        "jax.scipy.stats",
        f"{_distributions('chi2', _ALL)} t.logpdf t.pdf: x, df, loc=?, scale=?",
        _density("x", "df"),
    ),
    Family("jax.scipy.stats", f"{_distributions('pareto', _ALL)}: x, b, loc=?, scale=?", _density("x", "b")),
    Family("jax.scipy.stats", "pareto.ppf: q, b, loc=?, scale=?", _density("q", "b")),
    Family(
        "jax.scipy.stats",
        "bernoulli.logpmf bernoulli.pmf geom.logpmf geom.pmf: k, p, loc=?",
        _density("k", "p", counts=True),
    ),
    Family("jax.scipy.stats", "bernoulli.cdf: k, p", _density("k", "p", counts=True)),
    Family("jax.scipy.stats", "bernoulli.ppf: q, p", _density("q", "p")),
    Family(
        "jax.scipy.stats",
        "poisson.cdf poisson.logpmf poisson.pmf: k, mu, loc=?",
        _density("k", "mu", counts=True),
    ),
    Family("jax.scipy.stats", "poisson.entropy: mu, loc=?\n gennorm.cdf gennorm.logpdf gennorm.pdf: x, beta"),
    Family("jax.scipy.stats", "vonmises.logpdf vonmises.pdf: x, kappa", _density("x", "kappa")),
    Family("jax.scipy.stats", "wrapcauchy.logpdf wrapcauchy.pdf: x, c", _density("x", "c")),
    Family(
        "jax.scipy.stats",
        """
        betabinom.logpmf betabinom.pmf: k, n, a, b, loc=?
        binom.logpmf binom.pmf nbinom.logpmf nbinom.pmf: k, n, p, loc=?
        """,
    ),
)
