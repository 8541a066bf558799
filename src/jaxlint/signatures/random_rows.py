"""jax.random: keys, splits and draws."""

from __future__ import annotations

from collections.abc import Sequence

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import Const, TupleValue, Value
from jaxlint.signatures.reading import (
    axis_of,
    dim,
    dims,
    dtype_option,
    flag,
    is_absent,
    is_impossible_shape,
    is_one_number,
    operand,
)
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import broadcast, fits, without
from jaxlint.signatures.signature import Arguments, Makes, Mismatch, Outcome, ShapeRule

RAW_KEY_WORDS = 2
"""Words of a raw key of the default implementation."""

_FLOATS = frozenset({Kind.FLOATING})
_INEXACT = frozenset({Kind.FLOATING, Kind.COMPLEX})
_UNSIGNED = frozenset({Kind.UNSIGNED})


def single_key(args: Arguments) -> Aval | Mismatch | None:
    """The key of a sampler, which takes one only; None where it is surely no key."""
    key = operand(args.get("key"))
    if key is None:
        return None
    many: int | None = None
    if key.dtype == dtypes.KEY:
        many = len(key.shape) if key.shape is not None else 0
    elif key.dtype == "uint32":
        if key.shape is None:
            return key
        if not key.shape or key.shape[-1] not in (RAW_KEY_WORDS, None):
            return None
        many = len(key.shape) - 1 if key.shape[-1] == RAW_KEY_WORDS else 0
    elif key.dtype is not None:
        return None
    if many:
        return Mismatch("key", f"takes one key, not an array of them with {many} dimensions", "ValueError")
    return key


def _draw(
    default: str,
    parameters: Sequence[str] = (),
    accepts: frozenset[Kind] = _FLOATS,
    *,
    fixed: str | None = None,
    same_rank: bool = False,
    implied: Sequence[Aval] = (),
) -> ShapeRule:
    """The rule of a sampler: `shape=` if given, else the parameters' broadcast shape; dtype by `dtype=`.

    `same_rank`: parameters that are arrays must have the rank asked for; `implied`: defaults that are arrays.
    """

    def rule(args: Arguments) -> Outcome:
        key = single_key(args)
        if key is None or isinstance(key, Mismatch):
            return key
        natural = _natural([args[name] for name in parameters if name in args], implied)
        dtype = fixed or dtype_option(args.get("dtype"), default)
        # With a fixed dtype, it is the parameters that must be floating.
        kind = dtypes.kind_of(natural.dtype if fixed and natural else dtype)
        if natural is None or (kind is not None and kind not in accepts):
            return None
        shape = asked_shape(args.get("shape"), natural.shape)
        if shape is None or not (fixed or casts(natural, args.get("dtype"))):
            return None
        if same_rank and not _one_rank([args[name] for name in parameters], shape.shape):
            return None
        return Aval(shape.shape, dtype, False)

    return rule


def _one_rank(values: Sequence[Value], shape: Shape | None) -> bool:
    """Whether parameters that are arrays have one rank, which is the one asked for."""
    operands = [operand(value) for value in values]
    shapes = [aval.shape for aval in operands if aval is not None]
    return len({len(known) for known in (*shapes, shape) if known}) < 2


def casts(parameters: Aval, dtype: Value | None) -> bool:
    """Whether the parameters may be cast to the dtype asked for: only up the lattice."""
    asked = dtype_option(dtype, None)
    if asked is None or parameters.dtype is None:
        return True
    return dtypes.promote(parameters, Aval((), asked, False))[0] in (asked, None)


def _natural(values: Sequence[Value], implied: Sequence[Aval] = ()) -> Aval | None:
    """The broadcast shape of the parameters; None where they are no real numbers or do not fit each other."""
    operands = [operand(value) for value in values]
    known = [aval for aval in operands if aval is not None]
    kinds = {dtypes.kind_of(aval.dtype) for aval in known}
    if len(known) != len(operands) or Kind.KEY in kinds or Kind.COMPLEX in kinds:
        return None
    shape = broadcast(*(aval.shape for aval in known))
    return None if isinstance(shape, Mismatch) else Aval(shape, *dtypes.promote(*known, *implied))


def asked_shape(value: Value | None, natural: Shape | None) -> Aval | None:
    """The shape asked for, else the natural one; None where the parameters do not broadcast to it."""
    if is_absent(value):
        return Aval(natural)
    shape = dims(value)
    if value is None or is_impossible_shape(value):
        return None
    if shape is not None and natural is not None and fits(natural, shape) is False:
        return None
    return Aval(shape)


def _uniform(args: Arguments) -> Outcome:
    """`uniform(key, shape=(), minval=0, maxval=1)`: bounds that are larger than the shape may stretch it."""
    bounds = _natural([args[name] for name in ("minval", "maxval") if name in args])
    shape = asked_shape(args.get("shape", TupleValue(())), None)
    if bounds is None or shape is None:
        return None
    if bounds.shape and (shape.shape is None or fits(bounds.shape, shape.shape) is not True):
        return None
    made = _draw(dtypes.FLOAT)(args)
    if not isinstance(made, Aval):
        return made
    return made.with_shape(shape.shape if bounds.shape is not None else None)


def _key(args: Arguments) -> Outcome:
    seed = operand(args.get("seed"))
    if seed is None or not is_absent(args.get("dtype")):
        return None
    kind = dtypes.kind_of(seed.dtype)
    if seed.shape not in ((), None) or (kind is not None and kind not in dtypes.INTEGER):
        return None
    return Aval((), dtypes.KEY, False)


def _raw_key(args: Arguments) -> Outcome:
    known = is_absent(args.get("impl"))
    made = _key(args)
    return Aval((RAW_KEY_WORDS if known else None,), "uint32", False) if isinstance(made, Aval) else None


def _split(args: Arguments) -> Outcome:
    """`split(key, num=2)`: `num` may be a shape."""
    key = single_key(args)
    if key is None or isinstance(key, Mismatch):
        return key
    num: Value = args.get("num", Const(2))
    if is_impossible_shape(num):
        return None
    sizes = dims(num) if isinstance(num, TupleValue) or is_one_number(num) else None
    if key.dtype == dtypes.KEY:
        return Aval(sizes, dtypes.KEY, False)
    if key.dtype == "uint32" and sizes is not None:
        return Aval((*sizes, *(key.shape or (None,))), "uint32", False)
    return Aval(None, key.dtype, False)


def _fold_in(args: Arguments) -> Outcome:
    key, data = single_key(args), operand(args.get("data"))
    if key is None or isinstance(key, Mismatch):
        return key
    if data is None or data.shape not in ((), None) or dtypes.kind_of(data.dtype) in (Kind.COMPLEX, Kind.KEY):
        return None
    return Aval(key.shape, key.dtype, False)


def _clone(args: Arguments) -> Outcome:
    return operand(args.get("key"))


def _key_data(args: Arguments) -> Outcome:
    """`key_data(keys)`: the words of typed keys, raw ones as they are."""
    keys = operand(args.get("keys"))
    if keys is None or keys.dtype not in (dtypes.KEY, None):
        return None
    return Aval(None, "uint32", False)


def _permutation(args: Arguments) -> Outcome:
    """`permutation(key, 5)` is a shuffled range, of an array it is the array shuffled."""
    key, source = single_key(args), operand(args.get("x"))
    if key is None or isinstance(key, Mismatch):
        return key
    if source is None or source.shape is None:
        return None
    axis = axis_of(args.get("axis"), len(source.shape) or 1, 0)
    if isinstance(axis, Mismatch):
        return None
    if source.shape == ():
        size = dims(args.get("x"))
        return None if size is None else Aval(size, dtypes.INT, False)
    return Aval(source.shape, source.dtype, None)


def _choice(args: Arguments) -> Outcome:
    """`choice(key, a, shape=(), axis=0)`: the drawn axis is replaced by `shape`."""
    key, source = single_key(args), operand(args.get("a"))
    if key is None or isinstance(key, Mismatch):
        return key
    wanted = args.get("shape")
    if source is None or source.shape is None or not is_absent(args.get("p")) or 0 in source.shape:
        return None
    if wanted is not None and (not isinstance(wanted, TupleValue) or is_impossible_shape(wanted)):
        return None
    if flag(args.get("replace"), default=True) is not True:
        return None
    drawn = () if wanted is None else dims(wanted)
    axis = axis_of(args.get("axis"), len(source.shape) or 1, 0)
    if not isinstance(axis, int) or drawn is None:
        return None
    if source.shape == ():
        size = dim(args["a"]) if is_one_number(args["a"]) else 0
        return None if size == 0 else Aval(drawn, dtypes.INT, False)
    return Aval((*source.shape[:axis], *drawn, *source.shape[axis + 1 :]), source.dtype, None)


def _categorical(args: Arguments) -> Outcome:
    """`categorical(key, logits, axis=-1, shape=None)`: one axis of the logits is drawn over."""
    key, logits = single_key(args), operand(args.get("logits"))
    if key is None or isinstance(key, Mismatch):
        return key
    if logits is None or not logits.shape or flag(args.get("replace"), default=True) is not True:
        return None
    axis = axis_of(args.get("axis"), len(logits.shape), -1)
    if not isinstance(axis, int) or logits.shape[axis] == 0 or dtypes.kind_of(logits.dtype) is Kind.KEY:
        return None
    shape = asked_shape(args.get("shape"), without(logits.shape, (axis,)))
    return None if shape is None else Aval(shape.shape, dtypes.INT, False)


def _stacked(rule: ShapeRule, *sizes: str) -> ShapeRule:
    """Adds dimensions of these parameters' sizes to the sampled shape: `ball(key, d)`."""

    def stacked(args: Arguments) -> Outcome:
        sampled = rule(args)
        named = [args[name] for name in sizes if name in args and not is_absent(args[name])]
        if not isinstance(sampled, Aval) or any(is_impossible_shape(value) for value in named):
            return sampled if isinstance(sampled, Mismatch) else None
        last = [dim(value) for value in named]
        # `orthogonal(key, n)` is square.
        last += last[-1:] * (len(sizes) - len(last))
        return sampled if sampled.shape is None else sampled.with_shape((*sampled.shape, *last))

    return stacked


def _ball(args: Arguments) -> Outcome:
    """`ball(key, d, p=2)`: how `p` and `dtype` make the result's dtype is not modelled."""
    sampled = _stacked(_draw(dtypes.FLOAT), "d")(args)
    if isinstance(sampled, Aval) and "p" in args and not isinstance(args["p"], Const):
        return None
    return sampled


def _dirichlet(args: Arguments) -> Outcome:
    """`dirichlet(key, alpha, shape=None)`: the last axis of alpha is the distribution."""
    key, alpha = single_key(args), operand(args.get("alpha"))
    if key is None or isinstance(key, Mismatch):
        return key
    dtype = dtype_option(args.get("dtype"), dtypes.FLOAT)
    if alpha is None or not alpha.shape or _natural([args["alpha"]]) is None:
        return None
    if dtypes.kind_of(dtype) not in (Kind.FLOATING, None):
        return None
    batch = asked_shape(args.get("shape"), alpha.shape[:-1])
    if batch is None:
        return None
    return Aval(None if batch.shape is None else (*batch.shape, alpha.shape[-1]), dtype, False)


_TAIL = "static shape=?, static dtype=?, *, out_sharding=?"
_SHORT = "static shape=?, static dtype=?"

FAMILIES = (
    Family("jax.random", "key: seed, *, static impl=?, static dtype=?", _key, Makes.KEY),
    Family("jax.random", "PRNGKey: seed, *, static impl=?", _raw_key, Makes.KEY),
    Family("jax.random", "split: consumed key, static num=?", _split, Makes.KEY),
    Family("jax.random", "fold_in: key, data", _fold_in, Makes.KEY),
    Family("jax.random", "clone: key", _clone, Makes.KEY),
    Family("jax.random", "key_data: keys", _key_data),
    Family("jax.random", "wrap_key_data: key_bits_array, *, static impl=?, static dtype=?", makes=Makes.KEY),
    Family("jax.random", "key_impl: keys\n key_dtype: impl_spec=?", makes=Makes.HOST),
    Family("jax.random", f"normal: consumed key, {_TAIL}", _draw(dtypes.FLOAT, accepts=_INEXACT)),
    Family(
        "jax.random",
        f"""
        cauchy exponential laplace logistic maxwell: consumed key, {_TAIL}
        gumbel: consumed key, {_SHORT}, static mode=?, *, out_sharding=?
        """,
        _draw(dtypes.FLOAT),
    ),
    Family("jax.random", f"rademacher: consumed key, {_TAIL}", _draw(dtypes.INT, accepts=dtypes.PLAIN)),
    Family("jax.random", f"bits: consumed key, {_TAIL}", _draw(dtypes.UINT, accepts=_UNSIGNED)),
    Family(
        "jax.random",
        f"uniform: consumed key, {_SHORT}, minval=?, maxval=?, *, out_sharding=?",
        _uniform,
    ),
    Family(
        "jax.random",
        "randint: consumed key, static shape, minval, maxval, static dtype=?, *, out_sharding=?",
        _draw(dtypes.INT, ("minval", "maxval"), dtypes.INTEGER),
    ),
    Family(
        "jax.random",
        "bernoulli: consumed key, p=?, static shape=?, static mode=?, *, out_sharding=?",
        _draw(dtypes.BOOL, ("p",), fixed=dtypes.BOOL),
    ),
    Family("jax.random", f"beta: consumed key, a, b, {_TAIL}", _draw(dtypes.FLOAT, ("a", "b"))),
    Family("jax.random", f"gamma loggamma: consumed key, a, {_TAIL}", _draw(dtypes.FLOAT, ("a",))),
    Family("jax.random", f"chisquare t: consumed key, df, {_TAIL}", _draw(dtypes.FLOAT, ("df",))),
    Family(
        "jax.random",
        f"f: consumed key, dfnum, dfden, {_TAIL}",
        _draw(dtypes.FLOAT, ("dfnum", "dfden"), same_rank=True),
    ),
    Family("jax.random", f"pareto: consumed key, b, {_TAIL}", _draw(dtypes.FLOAT, ("b",))),
    Family("jax.random", f"rayleigh: consumed key, scale, {_TAIL}", _draw(dtypes.FLOAT, ("scale",))),
    Family("jax.random", f"wald: consumed key, mean, {_TAIL}", _draw(dtypes.FLOAT, ("mean",))),
    Family(
        "jax.random",
        f"lognormal: consumed key, sigma=?, {_TAIL}",
        _draw(dtypes.FLOAT, ("sigma",), implied=(Aval((), "float32", False),)),
    ),
    Family(
        "jax.random",
        f"triangular: consumed key, left, mode, right, {_TAIL}",
        _draw(dtypes.FLOAT, ("left", "mode", "right")),
    ),
    Family(
        "jax.random",
        f"truncated_normal: consumed key, lower, upper, {_TAIL}",
        _draw(dtypes.FLOAT, ("lower", "upper")),
    ),
    Family("jax.random", f"binomial: consumed key, n, p, {_SHORT}", _draw(dtypes.FLOAT, ("n", "p"))),
    Family("jax.random", f"poisson: consumed key, lam, {_TAIL}", _draw(dtypes.INT, ("lam",), dtypes.INTEGER)),
    Family("jax.random", f"geometric: consumed key, p, {_TAIL}", _draw(dtypes.INT, ("p",), dtypes.INTEGER)),
    Family(
        "jax.random",
        f"""
        generalized_normal: consumed key, p, {_TAIL}
        double_sided_maxwell: consumed key, loc, scale, {_SHORT}
        weibull_min: consumed key, scale, concentration, {_SHORT}
        multinomial: consumed key, n, p, *, static shape=?, static dtype=?, static unroll=?
        """,
    ),
    Family("jax.random", f"dirichlet: consumed key, alpha, {_TAIL}", _dirichlet),
    Family(
        "jax.random",
        f"ball: consumed key, static d, p=?, {_TAIL}",
        _ball,
    ),
    Family(
        "jax.random",
        f"orthogonal: consumed key, static n, {_SHORT}, static m=?, *, out_sharding=?",
        _stacked(_draw(dtypes.FLOAT, accepts=_INEXACT), "n", "m"),
    ),
    Family(
        "jax.random",
        "permutation: consumed key, x, static axis=?, static independent=?, *, out_sharding=?",
        _permutation,
    ),
    Family(
        "jax.random",
        "choice: consumed key, a, static shape=?, static replace=?, p=?, static axis=?, mode=?",
        _choice,
    ),
    Family(
        "jax.random",
        "categorical: consumed key, logits, static axis=?, static shape=?, static replace=?,"
        " static mode=?, *, out_sharding=?",
        _categorical,
    ),
)
