"""What Python asks of a value, under each transformation: one small program per cell of a grid.

Run as a script it is the oracle: it runs the cells on the installed JAX and prints what each did, as JSON.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import textwrap
import warnings
from dataclasses import dataclass

from jaxlint.verify.child.warming import share_mlir_context

HEAD = """\
import copy
import functools
import math
import operator

import jax
import jax.numpy as jnp
import numpy as np
import scipy.special
from jax import lax

X = {value}
XS = jnp.stack([X, X])


def body(x):
"""

TAIL = """\
    return x


def total(x):
    body(x)
    return jnp.sum(x)


"""

SCALAR = "jnp.float32(2.0)"
VECTOR = "jnp.array([3.0, 1.0, 2.0], jnp.float32)"

TRANSFORMATIONS = {
    "none": "body(X)",
    "jit": "jax.jit(body)(X)",
    "vmap": "jax.vmap(body)(XS)",
    "grad": "jax.grad(total)(X)",
    "jvp": "jax.jvp(body, (X,), (X,))",
    "vjp": "jax.vjp(body, X)",
    "scan, carry": "lax.scan(lambda c, _: (body(c), None), X, None, length=2)",
    "scan, xs": "lax.scan(lambda c, e: (c, body(e)), 0, XS)",
    "fori_loop": "lax.fori_loop(0, 2, lambda i, c: body(c), X)",
    "while_loop": "lax.while_loop(lambda c: jnp.any(c > 99), body, X)",
    "cond": "lax.cond(jnp.sum(X) > 0, body, lambda x: x, X)",
    "map": "lax.map(body, XS)",
    "checkpoint": "jax.checkpoint(body)(X)",
    "eval_shape": "jax.eval_shape(body, X)",
    "make_jaxpr": "jax.make_jaxpr(body)(X)",
    "jit of grad": "jax.jit(jax.grad(total))(X)",
    "grad of jit": "jax.grad(jax.jit(total))(X)",
    "vmap of grad": "jax.vmap(jax.grad(total))(XS)",
    "grad of vmap": "jax.grad(lambda xs: jnp.sum(jax.vmap(body)(xs)))(XS)",
    "grad of grad": "jax.grad(lambda x: jnp.sum(jax.grad(total)(x)))(X)",
    "grad of scan": "jax.grad(lambda x: jnp.sum(lax.scan(lambda c, _: (body(c), None), x, None, length=2)[0]))(X)",
    "vmap of jit": "jax.vmap(jax.jit(body))(XS)",
    "vmap, not mapped": "jax.vmap(lambda x, y: (body(x), y)[1], in_axes=(None, 0))(X, XS)",
    "grad, other argument": "jax.grad(lambda y, x: (body(x), y)[1])(1.0, X)",
    "jit, closed over": "jax.jit(lambda y: (body(X), y)[1])(1.0)",
}


@dataclass(frozen=True)
class Operation:
    """Statements on `x`. What they do silently wrong, they show with an AssertionError."""

    name: str
    code: str
    value: str = SCALAR
    silent: bool = False


def _expressions(text: str, value: str) -> list[Operation]:
    return [Operation(line, f"y = {line}", value) for line in text.strip().splitlines()]


def _statements(text: str, value: str) -> list[Operation]:
    """Blocks separated by blank lines, named by their text in one line."""
    blocks = textwrap.dedent(text).strip().split("\n\n")
    return [Operation(" ".join(block.split()), block, value) for block in blocks]


_INT = "n = x.astype(jnp.int32)\n"


def _on_int(text: str) -> list[Operation]:
    return [Operation(f"{line}  [n: int]", f"{_INT}y = {line}") for line in text.strip().splitlines()]


OPERATIONS = [
    # Truth
    *_statements(
        """
        if x > 0:
            x = x + 1

        if x:
            x = x + 1

        while x < 5:
            x = x + 1

        assert x > 0

        match x:
            case 0:
                x = x + 1

        match x:
            case jax.Array():
                x = x + 1

        if x == None:
            x = x + 1

        if x == "a":
            x = x + 1

        if x is None:
            x = x + 1

        if isinstance(x, jax.Array):
            x = x + 1

        if not isinstance(x, jnp.ndarray):
            raise RuntimeError

        if isinstance(x, np.ndarray):
            raise RuntimeError

        if isinstance(x, jax.core.Tracer):
            x = x + 1

        if not isinstance(x, jax.core.Tracer) and x > 0:
            x = x + 1

        x += 1.0

        o = np.zeros(3)
        o[0] = x

        o = np.zeros(3)
        o[:] = x

        o = np.zeros((3, 3))
        o[0] = x

        seen = []
        seen.append(x)

        x.foo = 1

        for e in x:
            e + 1
        """,
        SCALAR,
    ),
    *_expressions(
        """
1 if x > 0 else 2
x > 0 and x < 5
x < 0 or x < 5
not (x > 0)
not x
0 < x < 5
x in [1.0, 5.0]
x in (x, 1.0)
x in (None,)
[e for e in (1, 2) if x > e]
bool(x)
float(x)
int(x)
complex(x)
round(x)
(abs(x), -x, x**2, divmod(x, 2))
min(x, 1.0)
max([x, x])
max(x, 0.0)
sum([x, x])
sorted([x, x])
sorted([1.0, 2.0], key=lambda e: e * x)
any([x > 0])
all(e > 0 for e in (x, x))
list(filter(lambda e: e > x, [1.0, 2.0]))
lax.cond(x > 0, lambda: 1, lambda: 2)
lax.select(x > 0, x, -x)
jnp.where(x > 0, x, 0)
jnp.logical_and(x > 0, x < 5)
(x > 0) & (x < 5)
math.sin(x)
math.floor(x)
math.sqrt(x)
math.isnan(x)
math.pow(x, 2)
math.prod([x, x])
math.hypot(x, x)
math.isclose(x, 1.0)
np.sin(x)
np.exp(x)
np.sqrt(x)
np.asarray(x)
np.asarray(x > 0)
np.asarray(x.astype(jnp.int32))
np.asarray(lax.stop_gradient(x))
float(lax.stop_gradient(x))
float(jnp.floor(x))
float(jnp.sign(x))
float(jnp.where(x > 0, 1.0, 0.0))
float(x.astype(jnp.int32))
float((x > 0) * x)
np.array(x)
np.array([x, 1.0])
np.float32(x)
np.float64(x)
np.add(x, 1)
np.maximum(x, 0)
np.power(x, 2)
np.ones(3) * x
np.float64(2.0) * x
x * np.pi
x > np.ones(3)
np.sum(x)
np.max(x)
np.min(x)
np.mean(x)
np.std(x)
np.var(x)
np.prod(x)
np.dot(x, x)
np.where(x > 0, x, 0)
np.clip(x, 0, 1)
np.round(x)
np.reshape(x, (1,))
np.transpose(x)
np.shape(x)
np.ndim(x)
np.size(x)
np.result_type(x)
np.iscomplexobj(x)
np.isrealobj(x)
np.zeros_like(x)
np.ones_like(x)
np.full_like(x, 1.0)
np.broadcast_to(x, (3,))
np.random.normal(x)
np.full((3,), x)
np.linspace(0.0, x, 5)
np.abs(x)
np.isnan(x)
np.isfinite(x)
np.square(x)
np.tanh(x)
np.log(x)
np.real(x)
np.allclose(x, x)
np.isclose(x, x)
np.hypot(x, x)
x.item()
x.tolist()
x.__array__()
x.__float__()
jax.device_get(x)
jax.device_put(x)
x.block_until_ready()
jax.block_until_ready(x)
x.copy()
copy.copy(x)
copy.deepcopy(x)
x.devices()
x.sharding
x.is_deleted()
x.unsafe_buffer_pointer()
x.addressable_shards
x.weak_type
x.aval
str(x)
repr(x)
f"{x}"
f"{x:.2f}"
f"{x!r:>10}"
"%s" % x
"%.2f" % x
"%d" % x
"%.2f of %s" % (x, "a")
"{}".format(x)
"{:.2f}".format(x)
format(x, ".2f")
hash(x)
{x: 1}
{x}
x in {1.0, 5.0}
{1: 2}.get(x)
{1.0: 2}[x]
set([x])
[x, x].index(x)
id(x)
dict(a=x)
jnp.linspace(0, x, 5)
jnp.full((3,), x)
jnp.broadcast_to(x, (3,))
x.astype(jnp.int32)
x.astype(float)
(x.dtype, x.shape, x.ndim, x.size)
jnp.array([x, 1.0])
jnp.array(x)
jnp.float32(x)
jnp.asarray(x, float)
jax.tree.map(lambda a: a + 1, {"a": x})
len(x)
list(x)
jnp.ones(4)[x > 0]
jnp.arange(4.0) * x
scipy.special.expit(x)
functools.reduce(operator.add, [x, x])
functools.reduce(max, [x, x])
operator.gt(x, 0)
operator.truth(x)
lax.stop_gradient(x)
int(jnp.floor(x))
float(jnp.sqrt(2.0))
bool(jnp.ones(()) > 0)
np.asarray(jnp.ones(3))
jnp.ones(()).item()
isinstance(x, float)
type(x)
callable(x)
""",
        SCALAR,
    ),
    Operation("print(x)", "print(x)"),
    Operation("print(x.shape)", "print(x.shape)"),
    Operation(
        "try: if x > 0 / except TracerBoolConversionError",
        "try:\n    if x > 0:\n        x = x + 1\nexcept jax.errors.TracerBoolConversionError:\n    x = x - 1",
    ),
    Operation("if jnp const", "if jnp.sum(jnp.ones(3)) > 2:\n    x = x + 1"),
    Operation("with ensure_compile_time_eval: if jnp const",
              "with jax.ensure_compile_time_eval():\n    if jnp.sum(jnp.ones(3)) > 2:\n        x = x + 1"),
    Operation("assert np.isscalar is the same", "assert not np.isscalar(x)"),
    # Integers
    *_on_int(
        """
[1, 2, 3, 4, 5][n]
(1, 2, 3, 4, 5)[n]
"abcdef"[n]
[1, 2, 3, 4][:n]
np.arange(9)[n]
np.arange(9)[:n]
jnp.arange(9)[n]
jnp.arange(9)[:n]
jnp.arange(9)[n : n + 2]
jnp.arange(9)[::n]
jnp.ones((3, 4))[0, :n]
jnp.arange(9).at[n].set(1)
jnp.arange(9).at[:n].set(1)
lax.dynamic_slice(jnp.arange(9), (n,), (2,))
lax.dynamic_slice(jnp.arange(9), (0,), (n,))
lax.dynamic_slice_in_dim(jnp.arange(9), n, 2)
lax.dynamic_index_in_dim(jnp.arange(9), n)
range(n)
range(0, 10, n)
[i for i in range(n)]
"a" * n
[0] * n
(0, 1) * n
n * "ab"
operator.index(n)
n.__index__()
bin(n)
divmod(n, 2)
round(1.2345, n)
jnp.zeros(n)
jnp.zeros((n, 2))
jnp.ones((2, n))
jnp.full((n,), 1.0)
jnp.empty(n)
np.zeros(n)
np.ones((n, 2))
np.arange(n)
np.eye(n)
jnp.arange(n)
jnp.arange(0, n)
jnp.linspace(0, 1, n)
jnp.eye(n)
jnp.ones(6).reshape(n, -1)
jnp.reshape(jnp.ones(6), (n, -1))
jnp.broadcast_to(1.0, (n,))
jnp.tile(jnp.ones(2), n)
jnp.repeat(jnp.ones(2), n)
jnp.repeat(jnp.ones(2), n, total_repeat_length=4)
jnp.sum(jnp.ones((2, 2, 2)), axis=n)
jnp.ones((2, 2, 2)).sum(axis=n)
jnp.split(jnp.ones(4), n)
jnp.array_split(jnp.ones(4), n)
jnp.roll(jnp.ones(4), n)
jnp.take(jnp.ones(4), n)
jnp.pad(jnp.ones(4), n)
jnp.expand_dims(jnp.ones((2, 2)), n)
jnp.concatenate([jnp.ones((1, 1, 1))] * 2, axis=n)
jnp.stack([jnp.ones((1, 1))] * 2, axis=n)
jnp.swapaxes(jnp.ones((1, 1, 1)), 0, n)
jnp.tri(n)
jnp.tril(jnp.ones((3, 3)), n)
jnp.cumsum(jnp.ones((3, 3)), axis=n)
jnp.sort(jnp.ones((3, 3)), axis=n)
jnp.diff(jnp.ones(4), n)
jnp.round(jnp.ones(4), n)
jnp.take_along_axis(jnp.ones((3, 3)), jnp.zeros((3, 3), int), axis=n)
jnp.rot90(jnp.ones((3, 3)), n)
jnp.diagonal(jnp.ones((3, 3)), n)
jnp.quantile(jnp.ones((3, 3)), 0.5, axis=n)
jnp.diag(jnp.ones(3), n)
jnp.bincount(jnp.arange(4), length=n)
jnp.bincount(jnp.arange(4) + n, length=9)
jnp.nonzero(jnp.ones(3), size=n)
jax.nn.one_hot(n, 4)
jax.nn.one_hot(0, n)
jax.random.normal(jax.random.key(0), (n,))
jax.random.split(jax.random.key(0), n)
jax.random.fold_in(jax.random.key(0), n)
jax.random.key(n)
jax.random.randint(jax.random.key(0), (2,), 0, n + 1)
jax.ops.segment_sum(jnp.ones(3), jnp.arange(3), num_segments=n)
lax.iota(jnp.int32, n)
lax.fori_loop(0, n, lambda i, c: c + 1, 0)
lax.scan(lambda c, _: (c, c), 0, None, length=n)
lax.switch(n, [lambda: 1, lambda: 2])
lax.top_k(jnp.arange(5.0), n)
{0: 1, 2: 2}[n]
{0: 1, 2: 2}.get(n)
[jnp.sin, jnp.cos, jnp.tan][n]
n in range(5)
n in {1, 2}
n & 1
n // 2
n % 2 == 0
""",
    ),
    Operation("if n % 2 == 0  [n: int]", _INT + "if n % 2 == 0:\n    x = x + 1"),
    Operation("if n & 1  [n: int]", _INT + "if n & 1:\n    x = x + 1"),
    Operation("for i in range(n)  [n: int]", _INT + "for i in range(n):\n    x = x + i"),
    Operation("while n > 0  [n: int]", _INT + "while n > 0:\n    n = n - 1"),
    # Vectors
    *_statements(
        """
        x[0] = 1.0

        x[0] += 1.0

        for e in x:
            if e > 0:
                x = x + 1

        a, b, c = x

        for i in range(len(x)):
            x = x + x[i]

        for i in range(x.shape[0]):
            x = x + i

        if jnp.all(x > 0):
            x = x + 1

        if (x > 0).all():
            x = x + 1

        if x.shape[0] > 2:
            x = x + 1

        if x.ndim == 1:
            x = x + 1

        if x.dtype == jnp.float32:
            x = x + 1

        if x.size and len(x) > 1:
            x = x + 1

        if jnp.issubdtype(x.dtype, jnp.floating):
            x = x + 1

        if jnp.ndim(x) == 1 and jnp.shape(x) == (3,):
            x = x + 1

        assert x.shape == (3,)

        assert jnp.isfinite(x).all()

        o = np.zeros(3)
        o[...] = x

        o = np.zeros(3)
        o[:] = x.shape[0]

        if x[0] > x[1]:
            x = -x

        if jnp.any(jnp.isnan(x)):
            raise ValueError("NaN")

        while jnp.linalg.norm(x) > 1:
            x = x / 2

        x = x if x.sum() > 0 else -x
        """,
        VECTOR,
    ),
    *_expressions(
        """
x.at[0].set(1.0)
[*x]
(list(x), tuple(x))
list(enumerate(x))
list(zip(x, [1, 2, 3]))
list(reversed(x))
list(map(jnp.sin, x))
1.0 in x
any(x > 0)
all(x > 0)
sum(x)
max(x)
min(x)
sorted(x)
(range(len(x)), range(x.shape[0]))
jnp.zeros(x.shape)
jnp.zeros(len(x))
(np.zeros(x.shape), np.prod(x.shape))
jnp.zeros(jnp.prod(jnp.array(x.shape)))
jnp.zeros(np.prod(x.shape))
jnp.zeros(math.prod(x.shape))
float(x.shape[0])
math.prod(x.shape)
math.sqrt(x.shape[-1])
jnp.sqrt(x.shape[-1])
float(jnp.sqrt(x.shape[-1]))
int(jnp.ceil(x.shape[0] / 2))
int(np.ceil(x.shape[0] / 2))
x[x > 0]
x[jnp.isnan(x)]
x[~(x > 0)]
x[jnp.where(x > 0)]
x.at[x > 0].set(0.0)
x.at[x > 0].add(1.0)
x.at[x > 0].get()
x[np.array([True, False, True])]
x[jnp.argmax(x)]
x[jnp.argsort(x)]
x[jnp.array([0, 1])]
x[None]
x[..., None]
x[:2]
x[: x.shape[0] - 1]
x[: len(x) // 2]
jnp.nonzero(x)
jnp.nonzero(x, size=3)
x.nonzero()
jnp.where(x > 0)
jnp.where(x > 0, size=3)
jnp.where(x > 0, x, 0.0)
jnp.unique(x)
jnp.unique(x, size=3)
jnp.argwhere(x)
jnp.argwhere(x, size=3)
jnp.flatnonzero(x)
jnp.union1d(x, x)
jnp.intersect1d(x, x)
jnp.setdiff1d(x, x)
jnp.unique_values(x)
jnp.compress(x > 0, x)
jnp.compress(np.array([True, False, True]), x)
jnp.extract(x > 0, x)
jnp.delete(x, 0)
jnp.trim_zeros(x)
jnp.isin(x, x)
jnp.histogram(x)
jnp.median(x)
jnp.searchsorted(x, 1.0)
jnp.interp(x, x, x)
jnp.sort(x)
jnp.argmax(x)
jnp.bincount(x.astype(jnp.int32))
jnp.bincount(x.astype(jnp.int32), length=4)
jnp.repeat(x, x.astype(jnp.int32))
jnp.repeat(x, 2)
jnp.split(x, 3)
jax.ops.segment_sum(x, jnp.arange(3))
jax.ops.segment_sum(x, x.astype(jnp.int32))
jax.ops.segment_sum(x, jnp.arange(3), num_segments=3)
jnp.sum(x, where=x > 0)
jnp.roots(x)
jnp.poly(x)
jnp.nonzero(np.arange(3))
jnp.unique(np.arange(3))
jnp.repeat(x, np.arange(3))
np.asarray(jnp.argmax(x))
float(jnp.argmax(x))
math.floor(jnp.argmin(x))
np.linalg.norm(x)
np.linalg.inv(jnp.diag(x))
np.concatenate([x, x])
np.stack([x, x])
np.vstack([x, x])
np.hstack([x, x])
np.argmax(x)
np.argsort(x)
np.sort(x)
np.cumsum(x)
np.take(x, 0)
np.squeeze(x)
np.ravel(x)
np.matmul(x, x)
np.inner(x, x)
np.outer(x, x)
np.cross(x, x)
np.ones(3) @ x
np.einsum("i,i", x, x)
np.all(x > 0)
np.any(x > 0)
np.median(x)
np.percentile(x, 50)
np.unique(x)
np.nonzero(x)
np.diff(x)
np.flip(x)
np.roll(x, 1)
np.tile(x, 2)
np.repeat(x, 2)
np.pad(x, 1)
np.expand_dims(x, 0)
np.swapaxes(x[None], 0, 1)
np.moveaxis(x[None], 0, 1)
np.split(x, 3)
np.searchsorted(x, 1.0)
np.interp(x, np.arange(3), np.arange(3))
np.count_nonzero(x)
np.average(x)
np.trace(jnp.diag(x))
np.diag(x)
np.triu(jnp.diag(x))
np.fft.fft(x)
np.arange(len(x))
np.arange(3)[x > 0]
np.broadcast_shapes(x.shape, (3,))
np.issubdtype(x.dtype, np.floating)
np.tri(len(x))
np.cumprod(x)
np.ptp(x)
np.float32(x.shape[0])
np.errstate(divide="ignore")
np.log(len(x))
np.testing.assert_allclose(x, x)
list(x.shape)
{x.shape: 1}
hash(x.shape)
"%d rows" % x.shape[0]
f"{x.shape[0]:03d} {x.dtype}"
f"{x[0]:.3f}"
f"{x.mean():.3f}"
str(x.shape)
[float(e) for e in x]
[e.item() for e in x]
int(x[0])
int(jnp.argmax(x))
bool(jnp.all(x > 0))
""",
        VECTOR,
    ),
    Operation(
        "assert np.array_equal(x, x)", "assert np.array_equal(x, x)", VECTOR, silent=True
    ),
    Operation(
        "assert np.array_equiv(x, x)", "assert np.array_equiv(x, x)", VECTOR, silent=True
    ),
    Operation("if np.array_equal(x.shape, (3,))", "if np.array_equal(x.shape, (3,)):\n    x = x + 1", VECTOR),
]


_EVERYWHERE = ("if x > 0: x = x + 1", "float(x)", "int(x)", "np.sin(x)", "range(n)  [n: int]", "jnp.zeros(n)  [n: int]",
               "x[x > 0]", "np.sum(x)", "if x.ndim == 1: x = x + 1", "{x: 1}")
_SELDOM = ("jvp", "vjp", "vmap, not mapped", "grad of vmap", "scan, xs", "while_loop", "map", "grad of grad", "grad of scan", "vmap of jit")


def columns(operation: Operation) -> list[str]:
    """The transformations of an operation's row. Some are like another one; a few rows show that."""
    return [name for name in TRANSFORMATIONS if name not in _SELDOM or operation.name in _EVERYWHERE]


def program(operation: Operation, transformation: str) -> tuple[str, range]:
    """The text of a cell, and the lines that its operation stands on."""
    head = HEAD.format(value=operation.value)
    body = textwrap.indent(operation.code, "    ") + "\n"
    first = head.count("\n") + 1
    return head + body + TAIL + TRANSFORMATIONS[transformation] + "\n", range(first, first + body.count("\n"))


class Passed(Exception):
    """The operation went through. Raised behind it, it saves the compilation, which is no longer of interest."""


def run(text: str) -> list[str]:
    """What the installed JAX raises in the operation of a program: the names of its class and their bases."""
    text = text.replace(TAIL, TAIL.replace("return x", "raise Passed", 1))
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(text, "<cell>", "exec"), {"__name__": "cell", "Passed": Passed})
    except Passed:
        return []
    except Exception as error:
        return [each.__name__ for each in type(error).__mro__ if each not in Exception.__mro__]
    return ["NotRun"]


def main(part: int, parts: int) -> None:
    """Print the outcome of every `parts`-th operation, from `part` on, under each transformation."""
    warnings.simplefilter("ignore")
    share_mlir_context()
    chosen = OPERATIONS[part::parts]
    outcomes = {
        operation.name: {name: run(program(operation, name)[0]) for name in columns(operation)} for operation in chosen
    }
    json.dump(outcomes, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
