"""Every shape rule against the installed JAX, on generated calls.

The law: where the row and JAX both speak, they agree; where JAX raises, the row says Mismatch or nothing;
where the row says Mismatch, JAX raises that class. With parts of the call hidden from the row the law still
holds, except that it may then not know that JAX raises.
"""

from __future__ import annotations

import itertools
import os
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import hypothesis.strategies as st
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from jax import ShapeDtypeStruct

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval
from jaxlint.domain.dims import Dim, Size, Symbol, plus, quotient, substitute, times
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Array,
    Const,
    External,
    Host,
    NumPyArray,
    SliceValue,
    TupleValue,
    Value,
    number_of,
)
from jaxlint.signatures.bind import bind
from jaxlint.signatures.indexing import at_update, index
from jaxlint.signatures.operators import binary, unary
from jaxlint.signatures.signature import Arguments, Does, Makes, Mismatch, Outcome, Signature
from jaxlint.signatures.table import all_rows, lookup

pytestmark = pytest.mark.filterwarnings("ignore")

EXAMPLES = int(os.environ.get("JAXLINT_EXAMPLES", "8"))
DTYPES = (
    "float",
    "float32",
    "int",
    "int32",
    "bool",
    "float16",
    "bfloat16",
    "uint8",
    "int8",
    "uint32",
    "complex64",
)


# Calls


@dataclass(frozen=True)
class Pair:
    """An argument twice: as jaxlint sees it, and as JAX gets it (ShapeDtypeStruct leaves become tracers)."""

    value: Value
    real: Any


@dataclass
class Call:
    positional: list[Pair] = field(default_factory=list)
    keywords: dict[str, Pair] = field(default_factory=dict)

    def __repr__(self) -> str:
        words = [repr(pair.real) for pair in self.positional]
        return "(" + ", ".join(words + [f"{key}={pair.real!r}" for key, pair in self.keywords.items()]) + ")"


def array(shape: tuple[int, ...], dtype: str = "float32", weak: bool = False) -> Pair:
    return Pair(Array(Aval(shape, dtype, weak)), _Struct(shape, dtype, weak))


@dataclass(frozen=True)
class _Struct:
    """A traced argument whose width waits for the setting of x64."""

    shape: tuple[int, ...]
    dtype: str
    weak: bool = False


def const(value: Any) -> Pair:
    return Pair(abstract(value), value)


def abstract(value: Any) -> Value:
    if isinstance(value, (tuple, list)):
        return TupleValue(tuple(map(abstract, value)))
    return Const(value)


def pack(pairs: Iterable[Pair], kind: type = tuple) -> Pair:
    pairs = list(pairs)
    return Pair(TupleValue(tuple(pair.value for pair in pairs)), kind(pair.real for pair in pairs))


def dtype_pair(name: str) -> Pair:
    wide = {"int": jnp.int64, "float": jnp.float64, "uint": jnp.uint64, "complex": jnp.complex128}
    return Pair(
        External(f"jax.numpy.{name if name not in wide else wide[name].__name__}"), wide.get(name) or name
    )


# JAX's answers


@dataclass(frozen=True)
class Answer:
    shape: tuple[int, ...]
    dtype: str
    weak: bool


def ask(function: Callable[..., Any], call: Call, *, x64: bool) -> list[Answer] | Exception:
    """What JAX makes of the call under one setting of x64."""
    with jax.enable_x64(x64), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = (
            [pair.real for pair in call.positional],
            {key: pair.real for key, pair in call.keywords.items()},
        )
        leaves, treedef = jax.tree.flatten(
            tree, is_leaf=lambda leaf: leaf is None or isinstance(leaf, _Struct)
        )
        places = [at for at, leaf in enumerate(leaves) if isinstance(leaf, _Struct)]
        structs = [_made(leaves[at], x64=x64) for at in places]

        def run(*traced: Any) -> Any:
            filled = list(leaves)
            for at, leaf in zip(places, traced, strict=True):
                filled[at] = leaf
            args, kwargs = jax.tree.unflatten(treedef, filled)
            return function(*args, **kwargs)

        try:
            answer = jax.eval_shape(run, *structs)
        except Exception as error:
            return error
    return [
        Answer(leaf.shape, _dtype_name(leaf.dtype), bool(leaf.weak_type)) for leaf in jax.tree.leaves(answer)
    ]


def _made(struct: _Struct, *, x64: bool) -> Any:
    if struct.dtype == "key":
        return ShapeDtypeStruct(struct.shape, jax.random.key(0).dtype)
    return ShapeDtypeStruct(struct.shape, dtypes.at_width(struct.dtype, x64=x64), weak_type=struct.weak)


def _dtype_name(dtype: Any) -> str:
    return "key" if jax.dtypes.issubdtype(dtype, jax.dtypes.prng_key) else dtype.name


# The law


def broken(outcome: Outcome, answers: list[Answer] | Exception, *, x64: bool, hidden: bool) -> str | None:
    """How the row and JAX disagree, if they do."""
    if outcome is None:
        return None
    if isinstance(answers, Exception):
        if isinstance(outcome, Mismatch):
            # With sizes hidden another error may come first.
            raised = type(answers).__name__
            return (
                None
                if hidden or raised == outcome.raises
                else f"JAX raises {raised}, the row {outcome.raises}"
            )
        return None if hidden else f"JAX raises {type(answers).__name__}: {str(answers)[:150]}"
    if isinstance(outcome, Mismatch):
        return "JAX does not raise"
    avals = outcome if isinstance(outcome, tuple) else (outcome,)
    if len(avals) != len(answers):
        return f"{len(answers)} results"
    for aval, answer in zip(avals, answers, strict=True):
        problem = _differs(aval, answer, x64=x64)
        if problem:
            return problem
    return None


def _differs(aval: Aval, answer: Answer, *, x64: bool) -> str | None:
    if aval.shape is not None:
        if len(aval.shape) != len(answer.shape):
            return f"JAX's shape is {answer.shape}"
        for known, size in zip(aval.shape, answer.shape, strict=True):
            if (known is not None) and _size(known) != size:
                return f"JAX's shape is {answer.shape}"
    if aval.dtype is not None and dtypes.at_width(aval.dtype, x64=x64) != answer.dtype:
        return f"JAX's dtype is {answer.dtype}"
    if aval.weak is not None and aval.weak != answer.weak:
        return f"JAX's weak type is {answer.weak}"
    return None


def _size(known: Size) -> int:
    size = substitute(known, lambda symbol: int(symbol.name.removeprefix("n")))
    assert isinstance(size, int)
    return size


def _symbol(size: int) -> Symbol:
    return Symbol(f"n{size}")


def disguise(draw: Random, size: int) -> Size:
    """A size as a symbol `n3`, or as arithmetic on one: `n2 + 1`, `2*n2`, `n7//2`."""
    options: list[Dim] = [_symbol(size), _symbol(size), plus(_symbol(size + 1), -1)]
    options.append(quotient(_symbol(2 * size + 1), 2))
    if size > 1:
        options.append(plus(_symbol(size - 1), 1))
        options.append(times(_symbol(size // 2), 2) if size % 2 == 0 else None)
    return draw.choice([made for made in options if made is not None])


def hide(draw: Random, value: Value) -> Value:
    """The value with less known of it: sizes as symbols `n3`, dimensions, dtypes and constants lost."""
    if draw.randrange(10) == 0:
        return UNKNOWN
    match value:
        case Array(aval=aval):
            return Array(_hidden_aval(draw, aval))
        case TupleValue(items=items):
            return TupleValue(tuple(hide(draw, item) for item in items))
        case SliceValue(lower=lower, upper=upper, step=step):
            return SliceValue(*(hide(draw, part) for part in (lower, upper, step)))
        case Const(value=bool() | None):
            return value
        case Const(value=int(number)):
            options: list[Value] = [value, value, Host("int"), Host()]
            return draw.choice([*options, number_of(disguise(draw, number))] if number > 0 else options)
        case _:
            return value


def _hidden_aval(draw: Random, aval: Aval) -> Aval:
    if aval.shape is None or draw.randrange(10) == 0:
        return Aval()
    how = [draw.randrange(4) for _ in aval.shape]
    dims: list[Dim] = []
    for size, code in zip(aval.shape, how, strict=True):
        assert isinstance(size, int)
        dims.append(None if code == 0 else disguise(draw, size) if code == 1 and size else size)
    keep = draw.randrange(4)
    return Aval(tuple(dims), aval.dtype if keep else None, aval.weak if keep > 1 else None)


def compare(
    draw: Random,
    function: Callable[..., Any],
    call: Call,
    say: Callable[[Call], Outcome],
    spoken: Counter[str],
) -> None:
    """Holds the row against JAX on one call, in full and with parts hidden."""
    x64 = draw.random() < 0.5
    answers = ask(function, call, x64=x64)
    outcome = say(call)
    # What a boolean mask selects is not known of its aval.
    partial = any(_holds_mask(pair.value) for pair in call.positional)
    problem = broken(outcome, answers, x64=x64, hidden=partial)
    if problem and isinstance(answers, Exception) and not isinstance(outcome, Mismatch):
        # A call that only one setting of x64 takes may be spoken of.
        other = ask(function, call, x64=not x64)
        problem = (
            problem if isinstance(other, Exception) else broken(outcome, other, x64=not x64, hidden=False)
        )
    assert not problem, f"{call}: the row says {outcome}; {problem} (x64={x64})"
    spoken["raises" if isinstance(answers, Exception) else "returns"] += 1
    if outcome is not None:
        spoken["mismatch" if isinstance(outcome, Mismatch) else "aval"] += 1
    less = Call(
        [Pair(hide(draw, pair.value), pair.real) for pair in call.positional],
        {key: Pair(hide(draw, pair.value), pair.real) for key, pair in call.keywords.items()},
    )
    outcome = say(less)
    problem = broken(outcome, answers, x64=x64, hidden=True)
    shown = [pair.value for pair in less.positional], {key: pair.value for key, pair in less.keywords.items()}
    assert not problem, f"{call} seen as {shown}: the row says {outcome}; {problem} (x64={x64})"


def _holds_mask(value: Value) -> bool:
    if isinstance(value, TupleValue):
        return any(map(_holds_mask, value.items))
    return isinstance(value, NumPyArray) and value.aval.dtype == "bool"


def examples(check: Callable[[Random], None], count: int = EXAMPLES) -> None:
    """Checks calls drawn from seeds that hypothesis picks; a failure names its call, so none is shrunk."""

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        phases=[Phase.generate],
    )
    @given(st.integers(0, 2**64))
    def run(seed: int) -> None:
        # Another number of examples draws other calls.
        check(Random(seed + EXAMPLES))

    run()


def comes_to_speak(check: Callable[[Random], None], spoken: Counter[str], most: int = 150) -> bool:
    """Whether a rule says something of some call: a rule that never does is dead."""
    for seed in range(most):
        if spoken["aval"]:
            return True
        check(Random(seed))
    return False


# Generated arguments, by the names of parameters


@dataclass
class Maker:
    """Draws the arguments of one call; the first array's shape is what axes and other arrays go by."""

    draw: Random
    name: str
    shape: tuple[int, ...] | None = None
    sizes: Sequence[int] = (1, 2, 3, 4)

    def one_of(self, *options: Any) -> Any:
        return self.draw.choice(options)

    def rarely(self) -> bool:
        return self.draw.randrange(12) == 0

    def number(self, low: int, high: int) -> int:
        return self.draw.randint(low, high)

    def new_shape(self, low: int = 0, high: int = 3) -> tuple[int, ...]:
        sizes = (*self.sizes, *self.sizes, 0)
        return tuple(self.draw.choice(sizes) for _ in range(self.number(low, high)))

    def dtype(self, *options: str) -> str:
        return str(self.one_of(*(options or DTYPES)))

    def array(self, *options: str, low: int = 0, high: int = 3) -> Pair:
        """An operand: the first has any shape, later ones mostly broadcast with it."""
        if self.shape is None:
            self.shape = shape = self.new_shape(low, high)
        elif self.rarely():
            shape = self.new_shape(low, high)
        else:
            kept = self.shape[self.number(0, len(self.shape)) :]
            shape = tuple(1 if self.number(0, 3) == 0 else size for size in kept)
        return self.of(shape, *options)

    def of(self, shape: tuple[int, ...], *options: str) -> Pair:
        dtype = self.dtype(*options)
        if shape == () and not options and self.number(0, 2) == 0:
            return const(self.one_of(1, 2.0, True, 0, 0.5))
        weak = dtype in ("int", "float", "complex") and self.number(0, 3) == 0
        return array(shape, dtype, weak)

    def axis(self, ndim: int) -> int:
        if self.rarely() or ndim == 0:
            return self.number(-4, 4)
        return self.number(-ndim, ndim - 1)

    def axes(self) -> Any:
        ndim = len(self.shape or ())
        if self.number(0, 2):
            return self.axis(ndim)
        return tuple(self.axis(ndim) for _ in range(self.number(0, 3)))


def _axis(maker: Maker) -> Pair:
    return const(maker.axes() if maker.name in MANY_AXES else maker.axis(len(maker.shape or ())))


def _new_shape(maker: Maker) -> Pair:
    """A shape for reshape or broadcast_to, mostly one that fits."""
    shape = list(maker.shape or ())
    match maker.number(0, 4):
        case 0:
            return _shape(maker)
        case 1:
            return const((-1, *shape[:1]))
        case 2:
            return const((int(np.prod(shape)),))
        case 3:
            return const((maker.one_of(2, 3), *shape))
        case _:
            maker.draw.shuffle(shape)
            return const(tuple(-1 if maker.rarely() else size for size in shape))


MANY_AXES = {
    f"jax.{name}"
    for name in """
    numpy.sum numpy.prod numpy.nansum numpy.nanprod numpy.mean numpy.nanmean numpy.average numpy.amax
    numpy.amin
    numpy.max numpy.min numpy.nanmax numpy.nanmin numpy.all numpy.any numpy.std numpy.var numpy.nanstd
    numpy.nanvar numpy.ptp numpy.count_nonzero numpy.median numpy.nanmedian numpy.quantile numpy.percentile
    numpy.nanquantile numpy.nanpercentile numpy.argmax numpy.squeeze numpy.expand_dims numpy.flip nn.softmax
    nn.log_softmax nn.logsumexp numpy.linalg.norm nn.standardize
    """.split()
}
"""Rows whose `axis=` may be a tuple (or that must be silent about one)."""


def _shape(maker: Maker) -> Pair:
    if maker.number(0, 3) == 0:
        return const(maker.number(0, 5))
    return const(maker.new_shape())


def _dtype(maker: Maker) -> Pair:
    return dtype_pair(maker.dtype(*DTYPES, "uint", "complex"))


def _flag(maker: Maker) -> Pair:
    return const(maker.one_of(True, False))


def _key(maker: Maker) -> Pair:
    if maker.rarely():
        return array((maker.number(1, 3),), "key")
    return array((2,), "uint32") if maker.number(0, 3) == 0 else array((), "key")


def _probability(maker: Maker) -> Pair:
    if maker.number(0, 1):
        return const(maker.one_of(0.5, 0.25))
    return maker.array("float32", "float")


MAKERS: dict[str, Callable[[Maker], Pair | None]] = {
    **dict.fromkeys(
        "x x1 x2 y a b z v m A arr ary array val arr lhs rhs operand object prototype".split(), Maker.array
    ),
    "shape": _shape,
    **dict.fromkeys("dtype new_dtype preferred_element_type".split(), _dtype),
    "key": _key,
    "axis": _axis,
    "fill_value": lambda maker: maker.of((), *(() if maker.number(0, 1) else ("float32", "int32"))),
    **dict.fromkeys("N M n jax.random:m jax.numpy:jm".split(), lambda maker: const(maker.number(0, 4))),
    "k": lambda maker: const(maker.number(-2, 2)),
    **dict.fromkeys("start stop".split(), Maker.array),
    "step": lambda maker: const(maker.one_of(1, 2, 0.5, -1)),
    "num": lambda maker: const(maker.number(0, 5)),
    "endpoint": _flag,
    "seed": lambda maker: maker.of((), "int32", "uint32", "int"),
    "data": lambda maker: maker.of((), "int32", "uint32", "int"),
    "minval": lambda maker: const(0) if maker.number(0, 2) else maker.array("int32", "int"),
    "maxval": lambda maker: const(5) if maker.number(0, 2) else maker.array("int32", "int"),
    "beta": lambda maker: const(2.0),
    "base": lambda maker: const(10.0),
    **dict.fromkeys(
        "df dfnum dfden p lam scale mean sigma left mode right lower upper".split(), _probability
    ),
    "jax.scipy.stats.bernoulli:k": Maker.array,
    "jax.scipy.stats.geom:k": Maker.array,
    "jax.scipy.stats.poisson:k": Maker.array,
    **dict.fromkeys("loc mu kappa c value real".split(), Maker.array),
    **dict.fromkeys("logits".split(), lambda maker: maker.array("float32", "float", low=1)),
    "keys": _key,
    "keepdims": _flag,
    "jax.numpy.fft:axes": lambda maker: const(tuple(range(_rank(maker)))),
    "jax.numpy.fft:n": lambda maker: const(maker.number(1, 5)),
    "size": lambda maker: const(maker.number(0, 4)),
    "ndim": lambda maker: const(maker.number(0, 3)),
    **dict.fromkeys("values a1 a2 element test_elements".split(), Maker.array),
    "h": Maker.array,
    "jax.scipy.special:n": Maker.array,
    "jax.numpy:shape": _new_shape,
    "jax.numpy:axes": lambda maker: const(
        tuple(maker.draw.sample(range(len(maker.shape or ())), len(maker.shape or ())))
    ),
    **dict.fromkeys(
        "axis1 axis2 source destination".split(), lambda maker: const(maker.axis(len(maker.shape or ())))
    ),
    **dict.fromkeys(
        "prepend append".split(), lambda maker: maker.array() if maker.number(0, 1) else const(0.5)
    ),
    "deg": _flag,
    "shift": lambda maker: const(maker.number(-2, 2)),
    "reps": lambda maker: const(maker.one_of(2, (1, 2), (2, 1, 2), 0, ())),
    "repeats": lambda maker: const(maker.one_of(2, 0, 3)),
    "total_repeat_length": lambda maker: const(maker.number(0, 6)),
    "offset": lambda maker: const(maker.number(-2, 2)),
    "pad_width": lambda maker: const(
        maker.one_of(0, 1, (1, 2), ((1, 2),), ((1, 0), (2, 1)), (2,), ((1, 1),) * 3)
    ),
    "new_shape": _shape,
    "dimensions": lambda maker: const(tuple(range(maker.number(0, len(maker.shape or ()))))),
    "include_initial": _flag,
    "promote_integers": _flag,
    "ord": lambda maker: const(maker.one_of(None, 1, 2, "fro", float("inf"))),
    "num_classes": lambda maker: const(maker.number(0, 4)),
    "jax.lax:axes": lambda maker: const(
        tuple(maker.axis(len(maker.shape or ())) for _ in range(maker.number(0, 2)))
    ),
    "jax.numpy:q": lambda maker: maker.of(maker.one_of((), (2,)), "float32", "float"),
    "jax.numpy:n": lambda maker: const(maker.number(0, 3)),
    "decimals": lambda maker: const(maker.number(0, 2)),
    **dict.fromkeys("alpha negative_slope".split(), lambda maker: const(0.5)),
    **dict.fromkeys("q lmbda".split(), Maker.array),
    "p": Maker.array,
    "jax.random:p": _probability,
    "jax.random:alpha": lambda maker: maker.array("float32", "float", low=1),
    "d": lambda maker: const(maker.number(1, 3)),
}
# Left out of generated calls: they change nothing that a shape rule speaks of, or rows do not read them.
SKIPPED = frozenset(
    """
    _dot_general accuracy algorithm approximate assume_unique atol copy correction d ddof
    descending device epsilon equal_nan imag impl indices_are_sorted initial invert kind mean method mode
    nan neginf norm optimize order out out_sharding overwrite_input posinf precision
    requirements retstep return_sign returned reverse rounding_method rtol s sharding sparse stable
    unique_indices variance weights where
    """.split()
)


def _default_call(maker: Maker, signature: Signature) -> Call:
    call = Call()
    by_name = False
    assert signature.parameters is not None
    for parameter in signature.parameters:
        if parameter.kind in ("*args", "**kwargs") or (not parameter.required and parameter.name in SKIPPED):
            by_name = True
            continue
        home = signature.name.rpartition(".")[0]
        make = MAKERS.get(f"{home}:{parameter.name}") or MAKERS.get(parameter.name)
        assert make is not None, f"{signature.name}: nothing generates `{parameter.name}`"
        if not parameter.required and maker.number(0, 1):
            by_name = True
            continue
        pair = make(maker)
        if pair is None:
            by_name = True
        elif parameter.kind == "/":
            call.positional.append(pair)
        elif by_name or parameter.kind == "*" or maker.number(0, 3) == 0:
            by_name = True
            call.keywords[parameter.name] = pair
        else:
            call.positional.append(pair)
    return call


# Rows whose arguments hang together


def _einsum(maker: Maker) -> Call:
    labels = {label: maker.one_of(*maker.sizes) for label in "ijkl"}
    terms = ["".join(maker.draw.choices("ijkl", k=maker.number(0, 3))) for _ in range(maker.number(1, 3))]
    dots = maker.number(0, 2) == 0
    operands = []
    for at, term in enumerate(terms):
        sizes = [
            1 if maker.rarely() else maker.one_of(*maker.sizes) if maker.rarely() else labels[i] for i in term
        ]
        if dots and maker.number(0, 1):
            terms[at] = term + "..."
            sizes += maker.one_of((), (2,), (3, 2), (1, 2))
        operands.append(maker.of(tuple(sizes), "float32", "int32", "float", "bool"))
    spec = ",".join(terms)
    if maker.number(0, 2):
        used = sorted(set("".join(terms)) - {"."})
        kept = maker.draw.sample(used, maker.number(0, len(used)))
        spec += "->" + ("..." if "..." in spec else "") + "".join(kept)
    return Call([const(spec), *operands])


def _tensordot(maker: Maker) -> Call:
    shared = maker.new_shape(0, 2)
    a, b = maker.new_shape(0, 2), maker.new_shape(0, 2)
    count = len(shared)
    axes: Any = maker.one_of(count, count, 1, 2)
    if maker.number(0, 1):
        axes = (tuple(range(len(a), len(a) + count)), tuple(range(count)))
    elif maker.rarely():
        axes = (maker.number(-2, 2), maker.number(-2, 2))
    return Call([maker.of((*a, *shared)), maker.of((*shared, *b))], {"axes": const(axes)})


def _matmul(maker: Maker) -> Call:
    inner, batch = maker.one_of(*maker.sizes), maker.new_shape(0, 1)
    a = (*batch, maker.one_of(*maker.sizes), inner)[maker.number(0, len(batch) + 1) :]
    b = (*batch, inner, maker.one_of(*maker.sizes))[maker.number(0, len(batch)) :]
    if maker.number(0, 3) == 0:
        b = (inner,)
    if maker.rarely():
        a = maker.new_shape()
    if maker.rarely():
        b = maker.new_shape()
    return Call([maker.of(a), maker.of(b)])


def _dot_general(maker: Maker) -> Call:
    call = _matmul(maker)
    ranks = [len(getattr(pair.real, "shape", ())) for pair in call.positional]
    contract = ((max(ranks[0] - 1, 0),), (max(ranks[1] - 2, 0),))
    batch: Any = ((), ())
    if min(ranks) == 3 and maker.number(0, 1):
        batch = ((0,), (0,))
    return Call([*call.positional, const((contract, batch))])


def _dtype_of(call: Call, maker: Maker) -> Call:
    dtype = maker.dtype("float32", "int32", "float16")
    pairs = [array(getattr(pair.real, "shape", ()), dtype) for pair in call.positional[:2]]
    return Call([*pairs, *call.positional[2:]])


def _binary_args(maker: Maker) -> Call:
    return Call([maker.array(), maker.array()])


def _list_or_array(maker: Maker) -> Pair:
    if maker.number(0, 1):
        return maker.array()
    if maker.number(0, 2):
        shape = maker.new_shape(0, 2)
        return pack((maker.of(shape) for _ in range(maker.number(0, 3))), list)
    return const(maker.one_of([1, 2], [1, 2.0], [[1.0], [2.0]], [], [True], (3, 4), 5, 2.5, [[]]))


def _array_call(maker: Maker) -> Call:
    call = Call([_list_or_array(maker)])
    if maker.number(0, 2) == 0:
        call.keywords["dtype"] = _dtype(maker)
    return call


def _arange(maker: Maker) -> Call:
    numbers = (0, 1, 3, 7, 2.5, -2, 10)
    return Call(
        [const(maker.one_of(*numbers)) for _ in range(maker.number(1, 2))], _sometimes(maker, "step", "dtype")
    )


def _sometimes(maker: Maker, *names: str) -> dict[str, Pair]:
    made = {name: MAKERS[name](maker) for name in names if maker.number(0, 1)}
    return {name: pair for name, pair in made.items() if pair is not None}


def _split(maker: Maker) -> Call:
    num = const(maker.one_of(1, 2, 3, (2, 3), (), 0))
    return Call([_key(maker)], {"num": num} if maker.number(0, 2) else {})


def _permutation(maker: Maker) -> Call:
    x = const(maker.number(1, 5)) if maker.number(0, 1) else maker.array(low=1)
    return Call([_key(maker), x], _sometimes(maker, "axis"))


def _choice(maker: Maker) -> Call:
    a = const(maker.number(1, 5)) if maker.number(0, 1) else maker.array(low=1)
    return Call([_key(maker), a], _sometimes(maker, "shape", "axis"))


def _categorical(maker: Maker) -> Call:
    logits = maker.array("float32", "float", "float16", low=1)
    return Call([_key(maker), logits], _sometimes(maker, "shape", "axis"))


def _ufunc(maker: Maker) -> Call:
    return Call([maker.array(), maker.array()])


def _one_dtype(count: int) -> Callable[[Maker], Call]:
    """lax's elementwise functions: operands of one dtype and one rank."""

    def make(maker: Maker) -> Call:
        if maker.rarely():
            return Call([maker.array() for _ in range(count)])
        dtype, shape = maker.dtype(), maker.new_shape()
        shapes = [tuple(1 if maker.rarely() else size for size in shape) for _ in range(count)]
        return Call([array(() if maker.rarely() else shape, dtype) for shape in shapes])

    return make


def _clip(maker: Maker) -> Call:
    return Call([maker.array()], {name: maker.array() for name in ("min", "max") if maker.number(0, 2)})


def _select(maker: Maker) -> Call:
    count = maker.number(1, 2)
    tests = pack((maker.array("bool") for _ in range(count)), list)
    return Call([tests, pack((maker.array() for _ in range(count)), list)])


def _where(maker: Maker) -> Call:
    test = maker.array("bool") if maker.number(0, 3) else maker.array()
    return Call([test, maker.array(), maker.array()] if not maker.rarely() else [test])


def _rows_of(prefix: str, names: str) -> list[str]:
    return [f"{prefix}.{name}" for name in names.split()]


_LAX_UNARY = """
    acos acosh asin asinh atan atanh cosh reciprocal sinh cos exp exp2 expm1 log log1p logistic rsqrt sin
    sqrt tan tanh bessel_i0e bessel_i1e ceil digamma erf erf_inv erfc floor lgamma cbrt round neg sign
    square bitwise_not clz population_count is_finite imag real
"""
_LAX_BINARY = """add div sub mul rem max min atan2 bitwise_and bitwise_or bitwise_xor shift_left
    shift_right_arithmetic shift_right_logical mulhi eq ne ge gt le lt nextafter igamma igamma_grad_a igammac
    polygamma zeta complex"""
_UFUNCS = """add multiply maximum minimum subtract bitwise_and bitwise_or bitwise_xor logical_and logical_or
    logical_xor logaddexp logaddexp2"""


def _alike(maker: Maker, axis: int, rank: int | None = None) -> list[Pair]:
    """Arrays that mostly differ along one axis only."""
    shape = maker.new_shape(1, 3) if rank is None else maker.new_shape(rank, rank)
    pairs = []
    for _ in range(maker.number(1, 3)):
        sizes = list(shape)
        if -len(sizes) <= axis < len(sizes):
            sizes[axis] = maker.one_of(*maker.sizes)
        pairs.append(maker.of(maker.new_shape() if maker.rarely() else tuple(sizes)))
    return pairs


def _concatenate(maker: Maker) -> Call:
    axis = maker.one_of(0, 0, 1, -1, None)
    if maker.rarely():
        return Call([maker.array(low=1)], {"axis": const(0)})
    return Call([pack(_alike(maker, axis or 0), list)], {"axis": const(axis)} if maker.number(0, 1) else {})


def _stack(maker: Maker) -> Call:
    if maker.rarely():
        return Call([maker.array(low=1)])
    return Call(
        [pack(_alike(maker, 9), list)], {"axis": const(maker.number(-2, 2))} if maker.number(0, 1) else {}
    )


def _stacked(axis: int) -> Callable[[Maker], Call]:
    return lambda maker: Call([pack(_alike(maker, axis, maker.one_of(1, 2, 3, None)), list)])


def _lax_concatenate(maker: Maker) -> Call:
    axis, dtype = maker.number(0, 2), maker.dtype()
    pairs = [array(getattr(pair.real, "shape", ()), dtype) for pair in _alike(maker, axis)]
    return Call([pack(pairs, list), const(axis)])


def _star(maker: Maker) -> Call:
    return Call([maker.array() for _ in range(maker.number(1, 3))])


def _split_call(maker: Maker) -> Call:
    sections = const(maker.one_of(1, 2, 3, (1, 2), (1,), (), (1, 9)))
    axis = (
        {"axis": _axis(maker)}
        if maker.name.endswith("array_split") or maker.name == "jax.numpy.split"
        else {}
    )
    return Call([maker.array(low=1), sections], axis if maker.number(0, 1) else {})


def _lax_split(maker: Maker) -> Call:
    first = maker.array(low=1)
    assert maker.shape is not None
    axis = maker.number(0, len(maker.shape) - 1)
    cut = maker.number(0, maker.shape[axis])
    return Call([first, const((cut, maker.shape[axis] - cut)), const(axis)])


def _meshgrid(maker: Maker) -> Call:
    vectors = [maker.of(maker.new_shape(1, 1) if not maker.rarely() else maker.new_shape()) for _ in range(2)]
    return Call(
        vectors[: maker.number(1, 2)],
        {"indexing": const(maker.one_of("xy", "ij"))} if maker.number(0, 1) else {},
    )


def _take(maker: Maker) -> Call:
    index = maker.new_shape(0, 2)
    call = Call([maker.array(), array(index, maker.dtype("int32", "int", "uint8"))])
    return Call(call.positional, {"axis": _axis(maker)} if maker.number(0, 3) else {})


def _take_along(maker: Maker) -> Call:
    source = maker.array(*DTYPES, low=1)
    assert maker.shape is not None
    axis = maker.axis(len(maker.shape))
    sizes = [1 if maker.rarely() else size for size in maker.shape]
    if -len(sizes) <= axis < len(sizes):
        sizes[axis] = maker.number(1, 3)
    indices = array(maker.new_shape() if maker.rarely() else tuple(sizes), "int32")
    return Call([source, indices], {"axis": const(axis)})


def _vector(maker: Maker) -> Pair:
    return maker.of(maker.new_shape() if maker.rarely() else (maker.number(1, 4),), *DTYPES)


def _searchsorted(maker: Maker) -> Call:
    pair = [_vector(maker), maker.array()]
    return Call(pair if maker.name.endswith("searchsorted") else pair[::-1])


def _interp(maker: Maker) -> Call:
    size = (maker.number(1, 4),)
    return Call([maker.array(), array(size), array(size)])


def _segments(maker: Maker) -> Call:
    data = maker.array(*DTYPES, low=1)
    assert maker.shape is not None
    return Call([data, array(maker.shape[:1], "int32")], {"num_segments": const(maker.number(1, 4))})


def _square_matrix(maker: Maker) -> Call:
    side = maker.number(1, 3)
    shape = (*maker.new_shape(0, 1), side, maker.number(1, 3) if maker.rarely() else side)
    return Call(
        [maker.of(maker.new_shape() if maker.rarely() else shape, "float32", "float", "int32", "complex64")]
    )


def _matrix(maker: Maker) -> Call:
    shape = (*maker.new_shape(0, 1), maker.number(1, 4), maker.number(1, 4))
    call = Call([maker.of(maker.new_shape() if maker.rarely() else shape, "float32", "float", "int32")])
    name = maker.name.rpartition(".")[2]
    if name == "svd":
        call.keywords = {key: _flag(maker) for key in ("full_matrices", "compute_uv") if maker.number(0, 1)}
    if name == "qr" and maker.number(0, 1):
        call.keywords = {"mode": const(maker.one_of("reduced", "complete", "r"))}
    return call


def _solve(maker: Maker) -> Call:
    left = _square_matrix(maker).positional[0]
    shape = getattr(left.real, "shape", ())
    right = maker.one_of(shape[-1:], (*shape[-1:], 2), (*shape[:-2], *shape[-1:], 2), (3,))
    return Call([left, maker.of(right, "float32", "float")])


def _normal_parameters(maker: Maker) -> tuple[int, list[Pair]]:
    """A mean and a covariance that mostly fit, and the size of a sample."""
    n, batch = maker.one_of(*maker.sizes), maker.new_shape(0, 2)
    maker.shape = batch
    batches = [batch[maker.number(0, len(batch)) :] for _ in range(2)]
    mean = maker.of((*batches[0], n + maker.rarely()), "float32", "float", "int32")
    return n, [mean, maker.of((*batches[1], n, n + maker.rarely()), "float32", "float", "int32")]


def _normal_draw(maker: Maker) -> Call:
    _, parameters = _normal_parameters(maker)
    keywords: dict[str, Pair] = {}
    if maker.number(0, 1):
        keywords["shape"] = const(maker.one_of(maker.shape, (2, *(maker.shape or ())), (), (3,)))
    return Call([_key(maker), *parameters], keywords | _sometimes(maker, "dtype"))


def _normal_density(maker: Maker) -> Call:
    n, parameters = _normal_parameters(maker)
    x = maker.of((*maker.new_shape(0, 1), *(maker.shape or ()), n + maker.rarely()), "float32", "float")
    return Call([x, *parameters])


def _lstsq(maker: Maker) -> Call:
    rows, columns = maker.number(1, 4), maker.number(1, 4)
    right = maker.one_of((rows,), (rows, 2), (rows + 1,))
    dtypes_of = ("float32", "float", "int32", "complex64")
    return Call([maker.of((rows, columns), *dtypes_of), maker.of(right, *dtypes_of)])


def _lax_array(maker: Maker, low: int = 0) -> Pair:
    pair = maker.array(*DTYPES, low=low)
    return array(maker.shape or (), "float32") if pair.value == Const else pair


def _lax_call(*make: Callable[[Maker], Pair]) -> Callable[[Maker], Call]:
    return lambda maker: Call([_lax_array(maker), *(one(maker) for one in make)])


def _rank(maker: Maker) -> int:
    return len(maker.shape or ())


def _some_axes(maker: Maker) -> Pair:
    return const(tuple(maker.axis(_rank(maker)) for _ in range(maker.number(0, 2))))


def _order(maker: Maker) -> Pair:
    return const(
        tuple(maker.draw.sample(range(_rank(maker)), _rank(maker) - maker.rarely() if _rank(maker) else 0))
    )


def _lax_reshape(maker: Maker) -> Pair:
    shape = maker.shape or ()
    return const(maker.one_of(shape[::-1], (int(np.prod(shape)),), (1, *shape), (5,)))


def _lax_slice(maker: Maker) -> Call:
    source = _lax_array(maker)
    shape = maker.shape or ()
    starts = tuple(maker.number(0, size) for size in shape)
    limits = tuple(
        maker.number(start, size + maker.rarely()) for start, size in zip(starts, shape, strict=True)
    )
    strides = {"strides": const(tuple(maker.number(1, 2) for _ in shape))} if maker.number(0, 1) else {}
    return Call([source, const(starts), const(limits)], strides)


def _slice_in_dim(maker: Maker) -> Call:
    source = _lax_array(maker, 1)
    bounds = [const(maker.one_of(None, 0, 1, 2, -1, 3)) for _ in range(2)]
    return Call([source, *bounds], {"stride": const(maker.number(1, 2)), "axis": _axis(maker)})


def _index_value(maker: Maker) -> Pair:
    return array((), "int32") if maker.number(0, 1) else const(maker.number(0, 2))


def _dynamic_slice(maker: Maker) -> Call:
    source = _lax_array(maker, 1)
    shape = maker.shape or ()
    starts = pack((_index_value(maker) for _ in shape), tuple)
    if maker.number(0, 2) == 0:
        starts = array((len(shape),), "int32")
    sizes = tuple(maker.number(0, size + maker.rarely()) for size in shape)
    return Call([source, starts, const(sizes)])


def _dynamic_slice_in_dim(maker: Maker) -> Call:
    source = _lax_array(maker, 1)
    return Call([source, _index_value(maker), const(maker.number(0, 3))], {"axis": _axis(maker)})


def _index_in_dim(maker: Maker) -> Call:
    source = _lax_array(maker, 1)
    at = const(maker.number(-3, 3)) if maker.name == "jax.lax.index_in_dim" else _index_value(maker)
    return Call(
        [source, at], {"axis": _axis(maker), **({"keepdims": _flag(maker)} if maker.number(0, 1) else {})}
    )


def _update(maker: Maker) -> Call:
    source = _lax_array(maker, 1)
    shape = maker.shape or ()
    dtype = maker.dtype() if maker.rarely() else source.real.dtype
    sizes = tuple(maker.number(0, size + maker.rarely()) for size in shape)
    update = array(maker.new_shape() if maker.rarely() else sizes, dtype)
    name = maker.name.rpartition(".")[2]
    if name == "dynamic_update_slice":
        return Call([source, update, pack((_index_value(maker) for _ in shape), tuple)])
    axis = maker.axis(len(shape))
    if name == "dynamic_update_index_in_dim" and -len(shape) <= axis < len(shape):
        row = [*sizes]
        row[axis : axis + 1 or None] = maker.one_of([], [1])
        update = array(tuple(row), dtype)
    return Call([source, update, _index_value(maker), const(axis)])


def _lax_pad(maker: Maker) -> Call:
    source = _lax_array(maker)
    config = tuple((maker.number(-1, 2), maker.number(0, 2), maker.number(0, 1)) for _ in maker.shape or ())
    return Call([source, array((), source.real.dtype), const(config)])


def _lax_select(maker: Maker) -> Call:
    first = _lax_array(maker)
    shape = maker.shape or ()
    other = array(
        maker.new_shape() if maker.rarely() else shape, maker.dtype() if maker.rarely() else first.real.dtype
    )
    return Call([array(maker.one_of(shape, shape, ()), "bool"), first, other])


def _clamp(maker: Maker) -> Call:
    source = _lax_array(maker)
    bound = array(maker.one_of((), maker.shape or (), (2,)), source.real.dtype)
    return Call([bound, source, bound])


def _conv(maker: Maker) -> Call:
    features, spatial = maker.number(1, 3), maker.number(1, 2)
    image = (maker.number(1, 2), features, *(maker.number(3, 6) for _ in range(spatial)))
    window = (
        maker.number(1, 3),
        2 if maker.rarely() else features,
        *(maker.number(1, 3) for _ in range(spatial)),
    )
    padding = maker.one_of("SAME", "VALID", [(1, 0)] * spatial)
    strides = const(tuple(maker.number(1, 2) for _ in range(spatial)))
    if maker.name == "jax.lax.conv":
        return Call([array(image), array(window), strides, const(maker.one_of("SAME", "VALID"))])
    keywords: dict[str, Pair] = {}
    if spatial == 2 and maker.number(0, 1):
        image, window = (image[0], *image[2:], image[1]), (*window[2:], window[1], window[0])
        keywords["dimension_numbers"] = const(("NHWC", "HWIO", "NHWC"))
    if maker.number(0, 2) == 0:
        keywords["rhs_dilation"] = const(tuple(maker.number(1, 2) for _ in range(spatial)))
    return Call([array(image), array(window), strides, const(padding)], keywords)


_MATRIX_ROWS = "svd svdvals qr pinv"
_SQUARE_ROWS = "inv det cholesky eigh eigvalsh eig"


def _attention(maker: Maker) -> Call:
    batch = maker.new_shape(1, 1) if maker.number(0, 1) else ()
    heads, size, times = maker.one_of(1, 2), maker.one_of(2, 4), maker.number(1, 3)
    query = (*batch, maker.number(1, 3), heads, size)
    key = (*batch, times, 1 if maker.rarely() else heads, size)
    return Call([array(query), array(key), array(key)])


def _matrix_vector(maker: Maker) -> Call:
    inner, batch = maker.number(1, 3), maker.new_shape(0, 1)
    matrix, vector = array((*batch, maker.number(1, 3), inner)), array((inner if not maker.rarely() else 4,))
    if maker.name.endswith("vecmat"):
        matrix = array((*batch, inner, maker.number(1, 3)))
        return Call([vector, matrix])
    return Call([matrix, vector])


def _cross(maker: Maker) -> Call:
    shape = maker.new_shape(0, 2)
    return Call([maker.of((*shape, 3)), maker.of((*shape[maker.number(0, 1) :], 3))])


def _resize_image(maker: Maker) -> Call:
    shape = maker.new_shape(1, 3)
    wanted = tuple(maker.number(1, 4) for _ in shape)
    return Call([array(shape), const(wanted), const(maker.one_of("nearest", "linear"))])


def _floats(maker: Maker, *shape: int) -> Pair:
    """Real numbers, mostly of this shape."""
    sizes = tuple(maker.one_of(*maker.sizes) if maker.rarely() else size for size in shape)
    return array(sizes, maker.dtype("float32", "float32", "float", "int32" if maker.rarely() else "float32"))


def _size_of(maker: Maker) -> int:
    return maker.number(1, 4)


def _solvable(maker: Maker) -> Call:
    n = _size_of(maker)
    sides = (n,) if maker.number(0, 1) else (n, _size_of(maker))
    return Call([_floats(maker, n, n), _floats(maker, *sides)])


def _factored(second: Callable[[Maker, int], Pair]) -> Callable[[Maker], Call]:
    """A matrix with what its factorization comes with, and right-hand sides."""

    def make(maker: Maker) -> Call:
        n = _size_of(maker)
        sides = (n,) if maker.number(0, 1) else (n, 2)
        return Call([pack([_floats(maker, n, n), second(maker, n)]), _floats(maker, *sides)])

    return make


def _matrices_in_a_row(maker: Maker) -> Call:
    sizes = [_size_of(maker) for _ in range(maker.number(3, 4))]
    inner = [_floats(maker, a, b) for a, b in itertools.pairwise(sizes)]
    return Call([pack(inner, list)])


def _vectors(count: int) -> Callable[[Maker], Call]:
    return lambda maker: Call([_floats(maker, _size_of(maker)) for _ in range(count)])


def _several(maker: Maker) -> Call:
    shapes = [[_size_of(maker) for _ in range(maker.number(0, 2))] for _ in range(maker.number(1, 3))]
    return Call([_floats(maker, *shape) for shape in shapes])


def _of_one(low: int, high: int, *options: str) -> Callable[[Maker], Call]:
    """One array of so many dimensions, and options by name."""

    def make(maker: Maker) -> Call:
        maker.shape = tuple(_size_of(maker) for _ in range(maker.number(low, high)))
        return Call([_floats(maker, *maker.shape)], _sometimes(maker, *options))

    return make


def _of_two_alike(maker: Maker) -> Call:
    rank = maker.number(1, 2)
    first, second = ([_size_of(maker) for _ in range(rank)] for _ in range(2))
    mode = {"mode": const(maker.one_of("full", "same", "valid"))} if maker.number(0, 1) else {}
    return Call([_floats(maker, *first), _floats(maker, *second)], mode)


def _leslie(maker: Maker) -> Call:
    n = maker.number(2, 4)
    return Call([_floats(maker, n), _floats(maker, n - 1)])


def _rollaxis(maker: Maker) -> Call:
    maker.shape = tuple(_size_of(maker) for _ in range(maker.number(1, 3)))
    rank = len(maker.shape)
    start = {"start": const(maker.number(0, rank))} if maker.number(0, 1) else {}
    return Call([_floats(maker, *maker.shape), const(maker.axis(rank))], start)


def _reduce(maker: Maker) -> Call:
    call = _of_one(1, 3, "keepdims")(maker)
    if maker.number(0, 2):
        call.keywords["axis"] = const(maker.one_of(None, maker.axis(len(maker.shape or ()))))
    return call


IN_KERNELS = {"jax.experimental.pallas.program_id", "jax.lax.axis_index"}
"""Functions that JAX answers inside a kernel, or under an axis name, only; fixtures run them there."""
JAX_ROWS = sorted(row.name for row in all_rows("jax") if row.shape is not None and row.name not in IN_KERNELS)

CALLS: dict[str, Callable[[Maker], Call]] = {
    **dict.fromkeys(_rows_of("jax.scipy.linalg", "solve_triangular solve"), _solvable),
    "jax.scipy.linalg.cho_solve": _factored(lambda maker, n: const(maker.one_of(True, False))),
    "jax.scipy.linalg.lu_solve": _factored(lambda maker, n: array((n,), "int32")),
    **dict.fromkeys(_rows_of("jax.scipy.linalg", "expm sqrtm"), _square_matrix),
    "jax.scipy.linalg.polar": _matrix,
    "jax.scipy.linalg.block_diag": _several,
    "jax.scipy.linalg.toeplitz": lambda maker: _vectors(maker.number(1, 2))(maker),
    **dict.fromkeys(_rows_of("jax.scipy.linalg", "circulant companion"), _vectors(1)),
    "jax.scipy.linalg.leslie": _leslie,
    **dict.fromkeys(
        _rows_of("jax.scipy.linalg", "hilbert invhilbert pascal invpascal dft"),
        lambda maker: Call([const(maker.number(0, 4))]),
    ),
    "jax.numpy.linalg.cond": _matrix,
    "jax.numpy.linalg.multi_dot": _matrices_in_a_row,
    **dict.fromkeys(_rows_of("jax.scipy.fft", "dct idct"), _of_one(1, 3, "axis")),
    **dict.fromkeys(_rows_of("jax.numpy.fft", "rfft2 rfftn"), _of_one(1, 3)),
    **dict.fromkeys(_rows_of("jax.scipy.signal", "convolve correlate fftconvolve"), _of_two_alike),
    **dict.fromkeys(("jax.numpy.trapezoid", "jax.scipy.integrate.trapezoid"), _of_one(1, 3, "axis")),
    "jax.numpy.polyval": lambda maker: Call([_floats(maker, _size_of(maker)), maker.array("float32")]),
    **dict.fromkeys(_rows_of("jax.numpy", "polyadd polysub polymul"), _vectors(2)),
    "jax.numpy.ediff1d": _of_one(1, 2),
    "jax.numpy.cov": _of_one(1, 2),
    "jax.numpy.corrcoef": _of_one(1, 2),
    "jax.numpy.rollaxis": _rollaxis,
    "jax.numpy.unwrap": _of_one(1, 3, "axis"),
    "jax.numpy.lexsort": _of_one(1, 3),
    **dict.fromkeys(_rows_of("jax.numpy", "histogram histogram_bin_edges"), _of_one(0, 2)),
    "jax.numpy.unravel_index": lambda maker: Call(
        [array(maker.new_shape(), "int32"), const(tuple(_size_of(maker) for _ in range(maker.number(1, 3))))]
    ),
    "jax.numpy.fill_diagonal": lambda maker: Call(
        [*_of_one(2, 2)(maker).positional, array((), "float32")], {"inplace": const(False)}
    ),
    **dict.fromkeys([row for row in JAX_ROWS if row.endswith(".reduce")], _reduce),
    **dict.fromkeys([row for row in JAX_ROWS if row.endswith(".accumulate")], _of_one(1, 3, "axis")),
    **dict.fromkeys(
        [row for row in JAX_ROWS if row.endswith(".outer") and "linalg" not in row and row.count(".") == 3],
        lambda maker: Call([maker.array("float32", "float"), maker.array("float32")]),
    ),
    **dict.fromkeys(_rows_of("jax.scipy.special", "log_ndtr factorial"), lambda maker: Call([maker.array()])),
    "jax.numpy.negative": lambda maker: Call([maker.array()]),
    "jax.nn.dot_product_attention": _attention,
    **dict.fromkeys(_rows_of("jax.numpy", "matvec vecmat"), _matrix_vector),
    **dict.fromkeys(("jax.numpy.cross", "jax.numpy.linalg.cross"), _cross),
    "jax.image.resize": _resize_image,
    **dict.fromkeys(_rows_of("jax.numpy.linalg", "slogdet eigvals"), _square_matrix),
    **dict.fromkeys(_rows_of("jax.numpy.linalg", "matrix_rank matrix_norm"), _matrix),
    **dict.fromkeys(_rows_of("jax.numpy.linalg", _SQUARE_ROWS), _square_matrix),
    **dict.fromkeys(_rows_of("jax.scipy.linalg", "inv det cholesky"), _square_matrix),
    **dict.fromkeys(_rows_of("jax.numpy.linalg", _MATRIX_ROWS), _matrix),
    "jax.numpy.linalg.solve": _solve,
    "jax.numpy.linalg.lstsq": _lstsq,
    "jax.scipy.linalg.lu_factor": _matrix,
    "jax.random.multivariate_normal": _normal_draw,
    **dict.fromkeys(
        _rows_of("jax.scipy.stats", "multivariate_normal.logpdf multivariate_normal.pdf"), _normal_density
    ),
    "jax.numpy.linalg.matrix_power": lambda maker: Call(
        [*_square_matrix(maker).positional, const(maker.number(0, 3))]
    ),
    "jax.lax.reshape": _lax_call(_lax_reshape),
    "jax.lax.transpose": _lax_call(_order),
    "jax.lax.broadcast": _lax_call(_shape),
    "jax.lax.broadcast_in_dim": _lax_call(
        lambda maker: const((2, *(maker.shape or ()))),
        lambda maker: const(
            tuple(maker.number(1, 2) if maker.rarely() else at + 1 for at in range(_rank(maker)))
        ),
    ),
    "jax.lax.broadcast_to_rank": _lax_call(lambda maker: const(maker.number(0, 4))),
    "jax.lax.squeeze": _lax_call(_some_axes),
    "jax.lax.expand_dims": _lax_call(_some_axes),
    "jax.lax.slice": _lax_slice,
    "jax.lax.slice_in_dim": _slice_in_dim,
    "jax.lax.dynamic_slice": _dynamic_slice,
    "jax.lax.dynamic_slice_in_dim": _dynamic_slice_in_dim,
    **dict.fromkeys(_rows_of("jax.lax", "dynamic_index_in_dim index_in_dim"), _index_in_dim),
    **dict.fromkeys(
        _rows_of("jax.lax", "dynamic_update_slice dynamic_update_slice_in_dim dynamic_update_index_in_dim"),
        _update,
    ),
    "jax.lax.pad": _lax_pad,
    **dict.fromkeys(_rows_of("jax.lax", "select select_n"), _lax_select),
    "jax.lax.clamp": _clamp,
    "jax.lax.iota": lambda maker: Call([_dtype(maker), const(maker.number(0, 4))]),
    "jax.lax.broadcasted_iota": lambda maker: Call(
        [_dtype(maker), const(maker.new_shape()), const(maker.number(0, 3))]
    ),
    "jax.lax.convert_element_type": _lax_call(_dtype),
    "jax.lax.sort": lambda maker: Call(
        [_lax_array(maker)], {"dimension": _axis(maker)} if maker.number(0, 1) else {}
    ),
    "jax.lax.top_k": lambda maker: Call(
        [_lax_array(maker), const(maker.number(0, 3))], {"axis": _axis(maker)} if maker.number(0, 1) else {}
    ),
    **dict.fromkeys(
        _rows_of("jax.lax", "argmax argmin"),
        _lax_call(_axis, lambda maker: dtype_pair(maker.one_of("int32", "int", "float32"))),
    ),
    "jax.lax.collapse": _lax_call(
        lambda maker: const(maker.number(-2, 2)), lambda maker: const(maker.one_of(None, 1, 2, -1))
    ),
    "jax.lax.tile": _lax_call(lambda maker: const(tuple(maker.number(0, 2) for _ in maker.shape or ()))),
    "jax.lax.rev": _lax_call(_some_axes),
    "jax.lax.reduce_precision": _lax_call(lambda maker: const(8), lambda maker: const(7)),
    **dict.fromkeys(_rows_of("jax.lax", "conv conv_general_dilated"), _conv),
    **dict.fromkeys(_rows_of("jax.numpy", "concatenate concat"), _concatenate),
    "jax.lax.concatenate": _lax_concatenate,
    "jax.numpy.stack": _stack,
    "jax.numpy.vstack": _stacked(0),
    "jax.numpy.dstack": _stacked(2),
    "jax.numpy.column_stack": _stacked(1),
    "jax.numpy.hstack": _stacked(1),
    "jax.numpy.row_stack": _stacked(0),
    **dict.fromkeys(_rows_of("jax.numpy", "atleast_1d atleast_2d atleast_3d broadcast_arrays"), _star),
    **dict.fromkeys(_rows_of("jax.numpy", "split array_split vsplit dsplit hsplit"), _split_call),
    "jax.lax.split": _lax_split,
    "jax.numpy.meshgrid": _meshgrid,
    "jax.numpy.take": _take,
    "jax.numpy.take_along_axis": _take_along,
    **dict.fromkeys(_rows_of("jax.numpy", "searchsorted digitize"), _searchsorted),
    "jax.numpy.interp": _interp,
    **dict.fromkeys(
        _rows_of("jax.numpy", "tril_indices triu_indices"),
        lambda maker: Call(
            [const(maker.number(0, 4)), const(maker.number(-2, 2)), const(maker.number(0, 4))]
        ),
    ),
    **dict.fromkeys(
        _rows_of("jax.numpy", "convolve correlate"), lambda maker: Call([_vector(maker), _vector(maker)])
    ),
    "jax.numpy.bincount": lambda maker: Call([_vector(maker)], {"length": const(maker.number(0, 4))}),
    "jax.numpy.vander": lambda maker: Call([_vector(maker)], _sometimes(maker, "N")),
    **dict.fromkeys(_rows_of("jax.ops", "segment_sum segment_prod segment_max segment_min"), _segments),
    **dict.fromkeys(_rows_of("jax.numpy", _UFUNCS), _ufunc),
    **dict.fromkeys(_rows_of("jax.lax", _LAX_UNARY), _one_dtype(1)),
    **dict.fromkeys(_rows_of("jax.lax", _LAX_BINARY), _one_dtype(2)),
    "jax.lax.betainc": _one_dtype(3),
    "jax.lax.integer_pow": lambda maker: Call([*_one_dtype(1)(maker).positional, const(maker.number(0, 3))]),
    "jax.numpy.clip": _clip,
    "jax.numpy.select": _select,
    "jax.numpy.where": _where,
    "jax.random.binomial": lambda maker: Call(
        [_key(maker), const(5), _probability(maker)], _sometimes(maker, "shape", "dtype")
    ),
    "jax.numpy.einsum": _einsum,
    "jax.numpy.tensordot": _tensordot,
    "jax.numpy.linalg.tensordot": _tensordot,
    **dict.fromkeys("jax.numpy.dot jax.numpy.matmul jax.numpy.linalg.matmul".split(), _matmul),
    "jax.numpy.inner": lambda maker: Call([maker.array(), maker.array()]),
    "jax.lax.dot": lambda maker: _dtype_of(_matmul(maker), maker),
    "jax.lax.batch_matmul": lambda maker: _dtype_of(_matmul(maker), maker),
    "jax.lax.dot_general": lambda maker: _dtype_of(_dot_general(maker), maker),
    **dict.fromkeys("jax.numpy.array jax.numpy.asarray".split(), _array_call),
    "jax.numpy.arange": _arange,
    "jax.random.split": _split,
    "jax.random.permutation": _permutation,
    "jax.random.choice": _choice,
    "jax.random.categorical": _categorical,
    "jax.numpy.indices": lambda maker: Call([const(maker.new_shape())], _sometimes(maker, "dtype")),
}


def resolve(name: str) -> Any:
    """The object with this dotted name."""
    import importlib

    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part)
        return found
    raise LookupError(name)


def say(signature: Signature) -> Callable[[Call], Outcome]:
    def speak(call: Call) -> Outcome:
        arguments = bind(
            signature,
            [pair.value for pair in call.positional],
            {key: pair.value for key, pair in call.keywords.items()},
        )
        assert signature.shape is not None
        return None if arguments is None else signature.shape(arguments)

    return speak


SPOKEN: dict[str, Counter[str]] = {}


HOST_ROWS = sorted(row.name for row in all_rows("") if row.shape is not None)


def _python_operator(maker: Maker) -> Call:
    """`operator.add(x, y)`, `abs(x)`: the first operand is an array."""
    signature = lookup(maker.name)
    assert signature is not None
    first = array(maker.new_shape(), maker.dtype())
    maker.shape = first.real.shape
    return Call([first, *(maker.array() for _ in (signature.parameters or ())[1:])])


CALLS |= dict.fromkeys(HOST_ROWS, _python_operator)
CALLS |= dict.fromkeys(
    ("operator.matmul", "operator.imatmul"), lambda maker: _dtype_of(_matmul(maker), maker)
)


@pytest.mark.parametrize("name", [*JAX_ROWS, *HOST_ROWS])
def test_row_agrees_with_jax(name: str) -> None:
    signature = lookup(name)
    assert signature is not None
    function = resolve(name)
    spoken = SPOKEN.setdefault(name, Counter())

    def check(draw: Random) -> None:
        maker = Maker(draw, name)
        call = CALLS[name](maker) if name in CALLS else _default_call(maker, signature)
        compare(draw, function, call, say(signature), spoken)

    examples(check)
    assert comes_to_speak(check, spoken), f"the rule of {name} never speaks: {spoken}"


# Operators and indexing


OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
    "**": lambda a, b: a**b,
    "@": lambda a, b: a @ b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "<<": lambda a, b: a << b,
    ">>": lambda a, b: a >> b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def _aval(pair: Pair) -> Aval | None:
    from jaxlint.signatures.reading import operand

    return operand(pair.value)


@pytest.mark.parametrize("op", OPERATORS)
def test_binary_operator(op: str) -> None:
    spoken: Counter[str] = Counter()

    def speak(call: Call) -> Outcome:
        left, right = map(_aval, call.positional)
        return None if left is None or right is None else binary(op, left, right)

    def check(draw: Random) -> None:
        maker = Maker(draw, op)
        call = _matmul(maker) if op == "@" else _binary_args(maker)
        if op in ("&", "|", "^", "<<", ">>") and maker.number(0, 1):
            call = Call([array(maker.new_shape(), "int32"), array(maker.new_shape(), "uint8")])
        if not any(isinstance(pair.real, _Struct) for pair in call.positional):
            call.positional[0] = array((2,), "float32")
        compare(draw, OPERATORS[op], call, speak, spoken)

    examples(check, 3 * EXAMPLES)
    assert spoken["aval"]
    assert spoken["mismatch"]


@pytest.mark.parametrize("op", ["-", "+", "~"])
def test_unary_operator(op: str) -> None:
    function = {"-": lambda a: -a, "+": lambda a: +a, "~": lambda a: ~a}[op]

    def check(draw: Random) -> None:
        call = Call([array(Maker(draw, op).new_shape(), draw.choice(DTYPES))])
        compare(draw, function, call, lambda call: unary(op, _aval(call.positional[0]) or Aval()), Counter())

    examples(check)


def _index_part(maker: Maker, size: int) -> Pair:
    match maker.number(0, 9):
        case 0:
            return const(None)
        case 1 | 2:
            return const(
                maker.number(-size, size - 1) if size and not maker.rarely() else maker.number(-6, 6)
            )
        case 3:
            return array(maker.new_shape(0, 2), maker.dtype("int32", "uint8", "int"))
        case 4:
            return array((), "int32")
        case 5:
            ints = np.zeros(maker.new_shape(0, 2), np.int32)
            return Pair(NumPyArray(Aval(ints.shape, "int32")), ints)
        case 6:
            mask = np.ones(size if not maker.rarely() else 9, bool)
            return Pair(NumPyArray(Aval(mask.shape, "bool")), mask)
        case _:
            bounds = [maker.one_of(None, 0, 1, 2, -1, -2, 9, size) for _ in range(2)]
            step = maker.one_of(None, None, 1, 2, -1)
            return Pair(SliceValue(*map(Const, (*bounds, step))), slice(*bounds, step))


def _index(maker: Maker, shape: tuple[int, ...]) -> Pair:
    if maker.rarely():
        return const(...)
    parts = []
    axis = 0
    while axis < len(shape) and maker.number(0, 5):
        parts.append(_index_part(maker, shape[axis]))
        axis += parts[-1].real is not None
    if maker.number(0, 3) == 0:
        parts.insert(maker.number(0, len(parts)), const(...))
    if maker.rarely():
        parts.append(const(0))
    return parts[0] if len(parts) == 1 and maker.number(0, 1) else pack(parts)


def test_index() -> None:
    spoken: Counter[str] = Counter()

    def speak(call: Call) -> Outcome:
        base = _aval(call.positional[0])
        return index(base or Aval(), call.positional[1].value)

    def check(draw: Random) -> None:
        maker = Maker(draw, "index")
        shape = maker.new_shape(0, 3)
        call = Call([maker.of(shape, *DTYPES), _index(maker, shape)])
        compare(draw, lambda x, i: x[i], call, speak, spoken)

    examples(check, 40 * EXAMPLES)
    assert spoken["aval"]
    assert spoken["mismatch"]


def test_at_update() -> None:
    spoken: Counter[str] = Counter()

    def speak(call: Call) -> Outcome:
        base, value = _aval(call.positional[0]), _aval(call.positional[2])
        return at_update(base or Aval(), call.positional[1].value, value or Aval())

    def check(draw: Random) -> None:
        maker = Maker(draw, "at")
        shape = maker.new_shape(0, 3)
        base = array(shape, maker.dtype("float32", "int32"))
        selection = _index(maker, shape)
        picked = ask(lambda x, i: x[i], Call([base, selection]), x64=False)
        target = () if isinstance(picked, Exception) else picked[0].shape
        value = target[maker.number(0, len(target)) :] if maker.number(0, 3) else maker.new_shape()
        value = tuple(1 if maker.rarely() else size for size in value)
        call = Call([base, selection, array(value, str(base.real.dtype))])
        compare(draw, lambda x, i, v: x.at[i].set(v), call, speak, spoken)

    examples(check, 30 * EXAMPLES)
    assert spoken["aval"]
    assert spoken["mismatch"]


def test_none_is_a_new_axis() -> None:
    assert index(Aval((3,), "float32", False), NONE) == Aval((1, 3), "float32", False)


# NumPy's functions, on NumPy's arrays


NUMPY_ROWS = sorted(row.name for row in all_rows("numpy") if row.shape is not None)
_FIRST = {"numpy.random": "jax.random", "numpy.linalg": "jax.numpy.linalg", "numpy": "jax.numpy"}
NUMPY_MAKERS: dict[str, Callable[[Maker], Pair | None]] = {
    "size": _shape,
    **dict.fromkeys("loc scale low high lam p a b df mean sigma shape n".split(), lambda maker: const(0.5)),
    "high": lambda maker: const(3),
    "low": lambda maker: const(1),
    "n": lambda maker: const(3),
    "a": lambda maker: const(2.0),
}
NUMPY_SKIPPED = frozenset("casting subok like dtype signature axes norm bias ddof rowvar edge_order".split())


def _filled(shape: tuple[int, ...], dtype: str) -> Any:
    """Numbers that decompositions accept: an identity where the last two sizes are equal."""
    square = len(shape) > 1 and shape[-1] == shape[-2]
    return (np.zeros(shape) + np.eye(shape[-1]) if square else np.ones(shape)).astype(dtype)


def in_numpy(pair: Pair) -> Pair:
    """The call's argument as a NumPy array."""
    if isinstance(pair.real, _Struct):
        dtype = dtypes.at_width(
            pair.real.dtype.replace("bfloat16", "float32").replace("key", "uint32"), x64=True
        )
        return Pair(NumPyArray(Aval(pair.real.shape, dtype)), _filled(pair.real.shape, dtype))
    if isinstance(pair.real, (tuple, list)) and isinstance(pair.value, TupleValue):
        inner = [in_numpy(Pair(value, real)) for value, real in zip(pair.value.items, pair.real, strict=True)]
        return pack(inner, type(pair.real))
    return pair


def _numpy_call(maker: Maker, signature: Signature) -> Call:
    home, _, name = signature.name.rpartition(".")
    twin = f"{_FIRST.get(home, home)}.{name}"
    if not home.startswith("numpy.random") and twin in CALLS:
        maker.name = twin
        call = CALLS[twin](maker)
    elif home.startswith("numpy.random"):
        call = _drawing_call(maker, signature)
    else:
        maker.name = twin
        plain = Signature(
            twin,
            tuple(row for row in signature.parameters or () if row.name not in NUMPY_SKIPPED or row.required),
        )
        call = _default_call(maker, plain)
    return Call(
        list(map(in_numpy, call.positional)), {key: in_numpy(pair) for key, pair in call.keywords.items()}
    )


def _drawing_call(maker: Maker, signature: Signature) -> Call:
    assert signature.parameters is not None
    rows, first = list(signature.parameters), []
    if rows[0].name == "self":
        makers = {"Generator": np.random.default_rng, "RandomState": np.random.RandomState}
        owner = signature.name.split(".")[2]
        first = [Pair(Host(owner), makers[owner](0))]
        rows = rows[1:]
    if rows[0].kind == "*args":
        return Call([*first, *(const(maker.number(0, 3)) for _ in range(maker.number(0, 2)))])
    keywords = {}
    for row in rows:
        if row.required or maker.number(0, 1):
            made = NUMPY_MAKERS.get(row.name, lambda maker: None)(maker)
            if made is not None:
                keywords[row.name] = made
    return Call(first, keywords)


@pytest.mark.parametrize("name", NUMPY_ROWS)
def test_numpy_row_agrees_with_numpy(name: str) -> None:
    signature = lookup(name)
    assert signature is not None
    function, spoken = resolve(name), Counter[str]()

    def check(draw: Random) -> None:
        call = _numpy_call(Maker(draw, name), signature)
        try:
            made = function(
                *(pair.real for pair in call.positional), **{k: p.real for k, p in call.keywords.items()}
            )
        except Exception:
            # What NumPy refuses is not JAX's to report.
            return
        outcome = say(signature)(call)
        if outcome is None:
            return
        assert not isinstance(outcome, Mismatch)
        spoken["aval"] += 1
        several = isinstance(outcome, tuple)
        parts = list(outcome) if isinstance(outcome, tuple) else [outcome]
        results = list(made) if several else [made]
        assert len(parts) == len(results), f"{call}: the row says {outcome}"
        for part, result in zip(parts, results, strict=True):
            shown = f"{call}: the row says {part}, NumPy {np.shape(result)} {np.asarray(result).dtype}"
            assert part.shape is None or part.shape == np.shape(result), shown
            assert part.dtype is None or part.dtype == np.asarray(result).dtype.name, shown

    with np.errstate(all="ignore"):
        examples(check)
        assert comes_to_speak(check, spoken), f"the rule of {name} never speaks"


DELEGATING = [row.name for row in all_rows("numpy") if row.shape is not None and row.makes is Makes.DELEGATES]


@pytest.mark.parametrize("name", DELEGATING)
def test_delegating_row_agrees_with_jax(name: str) -> None:
    """`np.sum(x)` of a tracer: JAX's own method answers."""
    signature, twin = lookup(name), name.replace("numpy.", "jax.numpy.")
    assert signature is not None
    function, spoken = resolve(name), Counter[str]()

    def check(draw: Random) -> None:
        maker = Maker(draw, twin)
        plain = Signature(twin, tuple(row for row in signature.parameters or () if row.name != "dtype"))
        call = CALLS[twin](maker) if twin in CALLS else _default_call(maker, plain)
        if not call.positional or not isinstance(call.positional[0].real, _Struct):
            return
        x64 = draw.random() < 0.5
        answers, outcome = ask(function, call, x64=x64), say(signature)(call)
        # NumPy's wrappers refuse more than JAX's functions do, with errors of their own.
        problem = broken(outcome, answers, x64=x64, hidden=True)
        assert not problem, f"{call}: the row says {outcome}; {problem} (x64={x64})"
        spoken["aval"] += outcome is not None and not isinstance(answers, Exception)

    examples(check, 2 * EXAMPLES)
    assert comes_to_speak(check, spoken), f"the rule of {name} never speaks"


def _slots(signature: Signature, call: Call) -> dict[str, int | str]:
    """Where each parameter's argument stands in the call."""
    assert signature.parameters is not None
    by_position = [row.name for row in signature.parameters if row.kind in ("", "/")]
    return {
        **{name: at for at, name in enumerate(by_position[: len(call.positional)])},
        **{k: k for k in call.keywords},
    }


UNLIKE_THE_ROW = {
    "jax.lax.concatenate:dimension": "not looked at where one array is joined",
    "jax.numpy.repeat:repeats": "taken with total_repeat_length",
    "jax.random.choice:axis": "not looked at where a number is drawn from",
    "jax.random.choice:a": "a number is a length, which must be static; an array is not",
    "jax.random.permutation:x": "a number is a length, which must be static; an array is not",
}


@pytest.mark.parametrize("name", JAX_ROWS)
def test_static_parameters_refuse_tracers(name: str) -> None:
    """An int that a row calls static raises as a tracer; one that it does not call static is taken."""
    signature = lookup(name)
    assert signature is not None
    function = resolve(name)

    def check(draw: Random) -> None:
        maker = Maker(draw, name)
        call = CALLS[name](maker) if name in CALLS else _default_call(maker, signature)
        slots = _slots(signature, call)
        whole = {
            parameter: place
            for parameter, place in slots.items()
            if type((call.positional[place] if isinstance(place, int) else call.keywords[place]).real) is int
        }
        if not whole or isinstance(ask(function, call, x64=False), Exception):
            return
        for parameter, place in whole.items():
            traced = Call(list(call.positional), dict(call.keywords))
            if isinstance(place, int):
                traced.positional[place] = array((), "int32")
            else:
                traced.keywords[place] = array((), "int32")
            answer = ask(function, traced, x64=False)
            static = signature.does.get(parameter) is Does.REQUIRE_STATIC
            if f"{name}:{parameter}" not in UNLIKE_THE_ROW:
                said = answer if isinstance(answer, Exception) else "takes it"
                assert static is isinstance(answer, Exception), f"{call}: `{parameter}`, JAX: {said}"

    examples(check, max(3, EXAMPLES // 3))


def test_index_of_a_mapped_axis() -> None:
    signature = lookup("jax.lax.axis_index")
    assert signature is not None
    assert signature.shape is not None
    said = signature.shape(Arguments({"axis_name": Const("i")}))
    made = []
    jax.vmap(lambda x: made.append(jax.lax.axis_index("i")), axis_name="i")(jnp.ones(3))
    assert said == Aval(made[0].shape, made[0].dtype.name, made[0].weak_type)
