"""Signals, polynomials and statistics: convolutions over all axes, cosine transforms, integrals, covariances."""

from __future__ import annotations

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import Dim, plus, shortened
from jaxlint.domain.values import TupleValue
from jaxlint.signatures.reading import (
    axis_of,
    dim,
    flag,
    integer,
    is_absent,
    is_impossible_shape,
    literal,
    operand,
)
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import with_size, without
from jaxlint.signatures.signature import Arguments, Makes, Mismatch, Outcome, ShapeRule
from jaxlint.signatures.solvers import real, typed


def kept(parameter: str, *, low: int = 0) -> ShapeRule:
    """The rule of functions that keep the shape of an array, and ask for an axis that it has."""

    def rule(args: Arguments) -> Outcome:
        source = real(args.get(parameter))
        if source is None or source.shape is None or len(source.shape) < low or 0 in source.shape:
            return None
        if not is_absent(args.get("axis")):
            axis = axis_of(args.get("axis"), len(source.shape), -1)
            if axis is None or isinstance(axis, Mismatch):
                return None
        return Aval(source.shape)

    return rule


def _transformed(args: Arguments) -> Outcome:
    """`dct(x, type=2, n=None, axis=-1)`."""
    source = real(args.get("x"))
    if source is None or not source.shape or 0 in source.shape or literal(args.get("type"), 2) != 2:
        return None
    axis = axis_of(args.get("axis"), len(source.shape), -1)
    if not isinstance(axis, int) or literal(args.get("norm")) not in (None, "ortho"):
        return None
    if is_absent(args.get("n")):
        return Aval(source.shape)
    if is_impossible_shape(args["n"]) or dim(args["n"]) == 0:
        return None
    return Aval(with_size(source.shape, axis, dim(args["n"])))


def _transformed_axes(args: Arguments) -> Outcome:
    """`rfftn(a)`: the last axis is halved, without sizes and axes of one's own."""
    source = real(args.get("a"))
    if source is None or source.shape is None or len(source.shape) < 2 or 0 in source.shape:
        return None
    if not is_absent(args.get("s")) or not is_absent(args.get("axes")) or not is_absent(args.get("norm")):
        return None
    size = source.shape[-1]
    return Aval((*source.shape[:-1], size // 2 + 1 if isinstance(size, int) else None))


def _convolved(args: Arguments) -> Outcome:
    """`scipy.signal.convolve(in1, in2, mode="full")`: over all axes."""
    first, second, mode = real(args.get("in1")), real(args.get("in2")), literal(args.get("mode"), "full")
    if first is None or second is None or first.shape is None or second.shape is None:
        return None
    if len(first.shape) != len(second.shape) or not first.shape or 0 in (*first.shape, *second.shape):
        return None
    if mode not in ("full", "same") or literal(args.get("method"), "auto") not in ("auto", "direct"):
        return None
    if not is_absent(args.get("axes")) or literal(args.get("boundary"), "fill") != "fill":
        return None
    numbers = [
        (a, b)
        for a, b in zip(first.shape, second.shape, strict=True)
        if isinstance(a, int) and isinstance(b, int)
    ]
    if any(a > b for a, b in numbers) and any(a < b for a, b in numbers):
        # ValueError for all but `fftconvolve` (JAX 0.10): the one must fit into the other.
        return None
    sizes: list[Dim] = []
    for a, b in zip(first.shape, second.shape, strict=True):
        if mode == "full":
            sizes.append(plus(plus(a, b), -1))
        else:
            sizes.append(max(a, b) if isinstance(a, int) and isinstance(b, int) and a >= b else None)
    return Aval(tuple(sizes))


def _integrated(args: Arguments) -> Outcome:
    """`trapezoid(y, x=None, dx=1, axis=-1)`."""
    source = real(args.get("y"))
    if source is None or not source.shape or 0 in source.shape or not is_absent(args.get("x")):
        return None
    step = args.get("dx")
    if step is not None and (spacing := operand(step)) is not None and spacing.shape != ():
        return None
    axis = axis_of(args.get("axis"), len(source.shape), -1)
    return Aval(without(source.shape, (axis,))) if isinstance(axis, int) else None


def _valued(args: Arguments) -> Outcome:
    """`polyval(p, x)`: the values of a polynomial where `x` is."""
    coefficients, where = real(args.get("p")), real(args.get("x"))
    if coefficients is None or where is None or coefficients.shape is None:
        return None
    return Aval(where.shape) if len(coefficients.shape) == 1 and 0 not in coefficients.shape else None


def _polynomials(*, product: bool) -> ShapeRule:
    def rule(args: Arguments) -> Outcome:
        first, second = real(args.get("a1")), real(args.get("a2"))
        if first is None or second is None or first.shape is None or second.shape is None:
            return None
        match first.shape, second.shape:
            case (int(a),), (int(b),) if a and b and flag(args.get("trim_leading_zeros")) is False:
                return Aval((a + b - 1 if product else max(a, b),))
        return None

    return rule


def _differences(args: Arguments) -> Outcome:
    """`ediff1d(ary)`: of the flattened array."""
    source = real(args.get("ary"))
    if source is None or source.shape is None or len(source.shape) != 1:
        return None
    if not is_absent(args.get("to_end")) or not is_absent(args.get("to_begin")):
        return None
    return Aval((shortened(source.shape[0], 1),))


def _covariances(parameter: str) -> ShapeRule:
    """`cov(m)`: of rows with each other; of one row a number."""

    def rule(args: Arguments) -> Outcome:
        source = real(args.get(parameter))
        by_rows = flag(args.get("rowvar"), True)
        if source is None or source.shape is None or not 1 <= len(source.shape) <= 2 or 0 in source.shape:
            return None
        others = ("y", "bias", "ddof", "fweights", "aweights", "dtype")
        if by_rows is None or any(not is_absent(args.get(name)) for name in others):
            return None
        if len(source.shape) == 1:
            return Aval(())
        count = source.shape[0 if by_rows else 1]
        # One variable makes a number, not a matrix.
        return Aval((count, count)) if isinstance(count, int) and count > 1 else None

    return rule


def _rolled(args: Arguments) -> Outcome:
    """`rollaxis(a, axis, start=0)`: an axis is moved before another."""
    source = operand(args.get("a"))
    axis, start = integer(args.get("axis")), integer(args.get("start"), 0)
    if source is None or source.shape is None or axis is None or start is None:
        return None
    rank = len(source.shape)
    if not 0 <= axis < rank or not 0 <= start <= rank:
        return None
    order = [at for at in range(rank) if at != axis]
    order.insert(start - (axis < start), axis)
    return Aval(tuple(source.shape[at] for at in order))


def _lexsorted(args: Arguments) -> Outcome:
    keys = real(args.get("keys"))
    if keys is None or keys.shape is None or len(keys.shape) != 2 or 0 in keys.shape:
        return None
    return Aval(keys.shape[1:], dtypes.INT) if literal(args.get("axis"), -1) in (-1, 0) else None


def _binned(args: Arguments) -> Outcome:
    """`histogram(a, bins=10)`: the counts and the edges."""
    source, bins = real(args.get("a")), integer(args.get("bins"), 10)
    if source is None or source.shape is None or 0 in source.shape or bins is None or bins < 1:
        return None
    if any(not is_absent(args.get(name)) for name in ("range", "weights", "density")):
        return None
    return Aval((bins,)), Aval((bins + 1,))


def _edges(args: Arguments) -> Outcome:
    both = _binned(args)
    return both[1] if isinstance(both, tuple) else None


def _unraveled(args: Arguments) -> Outcome:
    """`unravel_index(indices, shape)`: for each axis, as many as there are indices."""
    indices, shape = operand(args.get("indices")), args.get("shape")
    if indices is None or indices.dtype not in ("int32", "int") or not isinstance(shape, TupleValue):
        return None
    read = literal(shape)
    if not isinstance(read, tuple) or not read or not all(type(size) is int and size > 0 for size in read):
        return None
    return tuple(Aval(indices.shape) for _ in shape.items)


def _filled(args: Arguments) -> Outcome:
    """`fill_diagonal(a, val, inplace=False)`."""
    source, value = real(args.get("a")), real(args.get("val"))
    if source is None or value is None or source.shape is None or value.shape != ():
        return None
    if flag(args.get("inplace"), True) is not False or len(source.shape) != 2 or 0 in source.shape:
        return None
    return Aval(source.shape)


def _reduced(args: Arguments) -> Outcome:
    """`jnp.add.reduce(a, axis=0)`."""
    source, keep = real(args.get("a")), flag(args.get("keepdims"))
    if source is None or not source.shape or 0 in source.shape or keep is None:
        return None
    if any(not is_absent(args.get(name)) for name in ("dtype", "out", "initial", "where")):
        return None
    if "axis" in args and is_absent(args["axis"]):
        return Aval((1,) * len(source.shape) if keep else ())
    axis = axis_of(args.get("axis"), len(source.shape), 0)
    if not isinstance(axis, int):
        return None
    return Aval(with_size(source.shape, axis, 1) if keep else without(source.shape, (axis,)))


def _accumulated(args: Arguments) -> Outcome:
    source = real(args.get("a"))
    if source is None or not source.shape or 0 in source.shape:
        return None
    if not is_absent(args.get("dtype")) or not is_absent(args.get("out")):
        return None
    return Aval(source.shape) if isinstance(axis_of(args.get("axis"), len(source.shape), 0), int) else None


def _outer(args: Arguments) -> Outcome:
    """`jnp.add.outer(A, B)`: every element with every other."""
    first, second = real(args.get("A")), real(args.get("B"))
    if first is None or second is None or first.shape is None or second.shape is None:
        return None
    shape: Shape = (*first.shape, *second.shape)
    return None if 0 in shape else Aval(shape)


def _methods(name: str) -> str:
    return " ".join(f"{ufunc}.{name}" for ufunc in WITH_SHAPES[name])


WITH_SHAPES = {
    "reduce": "add multiply maximum minimum logical_and logical_or".split(),
    "accumulate": "add multiply maximum minimum".split(),
    "outer": "add multiply subtract maximum minimum logaddexp logaddexp2 logical_and logical_or logical_xor".split(),
}
"""Ufuncs by the methods whose shapes are known."""

FAMILIES = (
    Family(
        "jax.scipy.fft",
        "dct idct: x, static type=?, static n=?, static axis=?, static norm=?",
        typed(_transformed, "x"),
    ),
    Family("jax.numpy.fft", "rfft2 rfftn: a, static s=?, static axes=?, static norm=?", _transformed_axes),
    Family(
        "jax.scipy.signal",
        """
        convolve correlate: in1, in2, static mode=?, static method=?, static precision=?
        fftconvolve: in1, in2, static mode=?, static axes=?
        """,
        typed(_convolved, "in1", "in2"),
    ),
    Family("jax.numpy", "trapezoid: y, x=?, dx=?, static axis=?", typed(_integrated, "y")),
    Family("jax.scipy.integrate", "trapezoid: y, x=?, dx=?, static axis=?", typed(_integrated, "y")),
    Family("jax.numpy", "polyval: p, x, *, static unroll=?", typed(_valued, "p", "x")),
    Family("jax.numpy", "polyadd polysub: a1, a2", typed(_polynomials(product=False), "a1", "a2")),
    Family(
        "jax.numpy",
        "polymul: a1, a2, *, static trim_leading_zeros=?",
        typed(_polynomials(product=True), "a1", "a2"),
    ),
    Family("jax.numpy", "ediff1d: ary, to_end=?, to_begin=?", typed(_differences, "ary")),
    Family(
        "jax.numpy",
        "cov: m, y=?, static rowvar=?, static bias=?, static ddof=?, fweights=?, aweights=?, static dtype=?",
        typed(_covariances("m"), "m"),
    ),
    Family("jax.numpy", "corrcoef: x, y=?, static rowvar=?, static dtype=?", typed(_covariances("x"), "x")),
    Family("jax.numpy", "rollaxis: a, static axis, static start=?", typed(_rolled, "a")),
    Family("jax.numpy", "unwrap: p, discont=?, static axis=?, period=?", typed(kept("p", low=1), "p")),
    Family("jax.numpy", "lexsort: keys, static axis=?", _lexsorted),
    Family(
        "jax.numpy",
        "histogram: a, bins=?, range=?, weights=?, static density=?",
        typed(_binned, "a"),
        Makes.ARRAYS,
    ),
    Family("jax.numpy", "histogram_bin_edges: a, bins=?, range=?, weights=?", typed(_edges, "a")),
    Family("jax.numpy", "unravel_index: indices, shape", _unraveled, Makes.ARRAYS),
    Family("jax.numpy", "fill_diagonal: a, val, static wrap=?, *, static inplace=?", typed(_filled, "a")),
    Family(
        "jax.numpy",
        f"""
        {_methods("reduce")}: a, static axis=?, static dtype=?, out=?, static keepdims=?, initial=?, where=?
        """,
        _reduced,
    ),
    Family(
        "jax.numpy",
        f"{_methods('accumulate')}: a, static axis=?, static dtype=?, out=?",
        typed(_accumulated, "a"),
    ),
    Family("jax.numpy", f"{_methods('outer')}: A, B, /", _outer),
)
