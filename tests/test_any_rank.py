"""Shapes of unknown rank: what is said of `(*b, d)` holds of every number of dimensions that JAX is given."""

from __future__ import annotations

import math
import textwrap
from pathlib import Path

import jax
import jax.numpy as jnp
import pytest

from jaxlint.domain.avals import Shape, Variadic, join_avals, shaped
from jaxlint.domain.dims import Dim, Symbol, substitute
from jaxlint.domain.values import Array, TupleValue, Value
from jaxlint.domain.variadic import both, common
from jaxlint.engine.program import ProjectProgram
from jaxlint.syntax.gate import SyntaxProblem, parse_ast
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.describe import Description, describe
from jaxlint.tracer.run import trace_modules

D, E = 4, 6
MIDDLES: tuple[tuple[int, ...], ...] = ((), (3,), (1,), (2, 3), (5, 1, 2), (2, 2, 2, 2), (1, 3, 1, 2, 1, 2))

EXPRESSIONS = """
x * 2
-x
x + x
x + jnp.ones((3, 1))
x - x.mean(-1, keepdims=True)
x @ w
w.T @ x.T
x[0]
x[..., 0]
x[..., None]
x[None]
x[..., :2]
x[..., -1:, :]
x[:, 0]
x.T
x.mT
x.sum()
x.sum(-1)
x.sum(0)
x.sum(1)
x.sum(2)
x.sum(-2)
x.sum(-3)
x.sum((0, -1))
x.mean(axis=-1, keepdims=True)
x.reshape(-1)
x.reshape(-1, 4)
x.reshape(x.shape)
x.reshape(*x.shape, 1)
x.reshape(-1, x.shape[-1]).reshape(x.shape)
(x.reshape(-1, 4) @ w).reshape(*x.shape[:-1], w.shape[-1])
x.reshape(x.shape[:-1] + (2, 2))
x.reshape([*x.shape[:-1], 2, 2])
x.reshape([2, -1] + list(x.shape[1:]))
x.reshape(tuple(x.shape[:-1]) + (4, 1))
x.reshape(x.shape[::-1])
x.reshape((1,) * x.ndim + x.shape)
x.reshape(x.shape[: x.ndim - 1] + (2, 2))
x.ravel()
x.flatten()
x.squeeze()
x.astype(jnp.float32)
x.argmax(-1)
x > 0
x.at[0].set(0.0)
x.at[..., 0].set(1.0)
jnp.zeros(x.shape)
jnp.zeros(x.shape[:-1])
jnp.zeros((2, *x.shape[:-1], 3))
jnp.zeros_like(x)
jnp.stack([x, x])
jnp.stack([x, x], axis=-1)
jnp.stack([x, x], axis=1)
jnp.concatenate([x, x])
jnp.concatenate([x, x], axis=-1)
jnp.concatenate([x, x[..., :1]], axis=-1)
jnp.where(x > 0, x, 0.0)
jnp.split(x, 2, axis=-1)
jnp.expand_dims(x, -2)
jnp.expand_dims(x, 1)
jnp.moveaxis(x, -1, 0)
jnp.moveaxis(x, 0, -1)
jnp.swapaxes(x, -1, -2)
jnp.transpose(x)
jnp.broadcast_to(x, (7, *x.shape))
jnp.einsum("...d,de->...e", x, w)
jnp.einsum("...d,...d->...", x, x)
jnp.dot(x, w)
jnp.matmul(x, w)
jnp.inner(x, x)
jnp.outer(x, x)
jnp.tensordot(x, w, 1)
jnp.linalg.norm(x, axis=-1)
jnp.linalg.norm(x)
jnp.cumsum(x, axis=-1)
jnp.cumsum(x)
jnp.sort(x)
jnp.flip(x, -1)
jnp.roll(x, 1, axis=-1)
jnp.repeat(x, 2, axis=-1)
jnp.tile(x, 2)
jnp.tile(x, (2, 1))
jnp.pad(x, 1)
jnp.diff(x)
jnp.take(x, 0, axis=-1)
jnp.atleast_1d(x)
jnp.atleast_2d(x)
jnp.atleast_3d(x)
jnp.vstack([x, x])
jnp.hstack([x, x])
jnp.diag(x)
jnp.trace(x)
jnp.var(x, axis=-1)
jnp.median(x, axis=-1)
jax.nn.softmax(x)
jax.nn.softmax(x, axis=-1)
jax.nn.one_hot(x.argmax(-1), 5)
jax.nn.logsumexp(x, axis=-1)
jax.lax.stop_gradient(x)
jax.vmap(jnp.sum)(x)
jax.vmap(lambda row: row * 2)(x)
jax.vmap(jnp.sum, in_axes=-1)(x)
jax.vmap(lambda c: c, in_axes=-1, out_axes=-1)(x)
jax.lax.map(jnp.sum, x)
""".strip().splitlines()

IMPORTS = """
import math
import jax
import jax.numpy as jnp
from elsewhere import unknown
from jaxtyping import Array, Float
"""
FUNCTION = 'def f(x: Float[Array, "*b 4"], w: Float[Array, "4 6"]):\n    y = {}\n    return y\n'


def traced(source: str) -> list[tuple[str, Value, str]]:
    """Every name that a program gives a value, with the value and its text."""
    path = str(Path("generated", "program.py").absolute())
    text = IMPORTS + textwrap.dedent(source)
    tree = parse_ast(text, path)
    assert not isinstance(tree, SyntaxProblem), tree
    program = ProjectProgram()
    name = program.add(path, text, tree)
    told: list[tuple[str, Value, str]] = []

    def watch(label: str, value: Value, place: object, t: Tracer) -> None:
        shown = str(Description((describe(value, t),)))
        for word in (" maybe traced", " traced", " static"):
            shown = shown.replace(word, "")
        told.append((label, value, shown))

    _, faults, _ = trace_modules(program, [name], lambda *_: True, watch=watch)
    assert not faults, [str(fault) for fault in faults]
    return told


def check(source: str, expected: str) -> None:
    """`expected` has `name: text` on each line: what the name held last."""
    held = {label: text for label, _, text in traced(source)}
    for line in textwrap.dedent(expected).strip().splitlines():
        name, _, text = line.partition(": ")
        assert held.get(name.strip()) == text, f"{name} is {held.get(name.strip())}, not {text}"


def _closed(shape: Shape | Variadic, middle: tuple[int, ...]) -> Shape | None:
    """The shape with these dimensions for the ones that have a name; None where it does not say."""

    def size(symbol: Symbol) -> Dim:
        assert symbol.name in ("b", "x.shape[:-1]"), symbol
        return math.prod(middle)

    def sizes(dims: Shape) -> Shape:
        return tuple(substitute(dim, size) for dim in dims)

    if isinstance(shape, Variadic):
        assert shape.rest is None or shape.rest.name == "b"
        return None if shape.rest is None else sizes((*shape.lead, *middle, *shape.trail))
    return sizes(shape)


def _agrees(said: Value, made: object, middle: tuple[int, ...]) -> None:
    if isinstance(made, tuple | list):
        if isinstance(said, TupleValue):
            for one, other in zip(said.items, made, strict=True):
                _agrees(one, other, middle)
        return
    assert isinstance(made, jax.ShapeDtypeStruct)
    if not isinstance(said, Array):
        return
    shape = said.aval.variadic or said.aval.shape
    if shape is None:
        return
    closed = _closed(shape, middle)
    if closed is None:
        assert isinstance(shape, Variadic)
        assert made.ndim >= shape.least_rank
        lead = _closed(shape.lead, middle) or ()
        trail = _closed(shape.trail, middle) or ()
        pairs = [*zip(lead, made.shape, strict=False)]
        pairs += zip(reversed(trail), reversed(made.shape), strict=False)
    else:
        assert len(closed) == made.ndim, (closed, made.shape)
        pairs = [*zip(closed, made.shape, strict=True)]
    for known, actual in pairs:
        assert known is None or known == actual, (shape, made.shape)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_is_said_holds_of_every_rank(expression: str) -> None:
    said = next(value for label, value, _ in traced(FUNCTION.format(expression)) if label == "y")
    ran = 0
    for middle in MIDDLES:
        x, w = jax.ShapeDtypeStruct((*middle, D), jnp.float32), jax.ShapeDtypeStruct((D, E), jnp.float32)
        try:
            made = jax.eval_shape(
                lambda x, w: eval(expression, {"jax": jax, "jnp": jnp, "x": x, "w": w}), x, w
            )
        except (TypeError, ValueError, IndexError):
            continue
        ran += 1
        _agrees(said, made, middle)
    assert ran


def test_operations_keep_the_dimensions_that_are_not_known() -> None:
    check(
        """
        def f(x: Float[Array, "*b n d"], w: Float[Array, "d e"]):
            product = x @ w
            centred = x - x.mean(-1, keepdims=True)
            scores = jnp.einsum("...nd,...md->...nm", x, x)
            flat = x.reshape(-1, x.shape[-1])
            back = (flat @ w).reshape(*x.shape[:-1], w.shape[-1])
            heads = x.reshape(*x.shape[:-1], 2, -1)
            first = x[..., 0, :]
            padded = jnp.concatenate([x, jnp.zeros((*x.shape[:-1], 1))], axis=-1)
            pairs = jnp.stack([x, x])
            rows = jax.vmap(jnp.sum, in_axes=-1)(x)
            return product
        """,
        """
        product: array[*b, n, e]
        centred: array[*b, n, d]
        scores: array[*b, n, n]
        flat: array[prod(b)*n, d]
        back: array[*b, n, e]
        heads: array[*b, n, 2, d//2]
        first: array[*b, d]
        padded: array[*b, n, d + 1]
        pairs: array[2, *b, n, d]
        rows: array[d]
        """,
    )


def test_two_calls_have_two_batches() -> None:
    check(
        """
        def scale(x: Float[Array, "*b d"], s: Float[Array, "*b"]) -> Float[Array, "*b d"]:
            return x * s[..., None]

        def f(y: Float[Array, "*c n d"]):
            known = scale(jnp.ones((2, 3, 5)), unknown(1))
            other = scale(y, unknown(1))
            return known, other
        """,
        """
        known: array[2, 3, 5]
        other: array[*c, n, d]
        """,
    )


def test_programs_that_read_sizes_of_arrays_of_unknown_rank() -> None:
    check(
        """
        @jax.jit
        def f(q, h):
            q = q * 1.0
            d = q.shape[-1]
            batch = q.shape[:-1]
            heads = q.reshape(*batch, 4, d // 4)
            tail = heads.sum(-1)
            return tail
        """,
        """
        heads: array[*q.shape[:-1], 4, d//4]
        tail: array[*q.shape[:-1], 4]
        """,
    )


def test_unpacked_sizes_of_arrays_of_unknown_rank() -> None:
    check(
        """
        @jax.jit
        def f(x, y, z, u, v, w):
            *batch, d = x.shape
            kept = jnp.zeros((*batch, d, 1))
            listed = jnp.zeros([*batch, 2])
            called = x.reshape(*batch, 2, -1)
            added = jnp.zeros(batch + [d, 5])
            dims = list(y.shape[:-1])
            dims.append(7)
            dims += [8]
            appended = jnp.zeros(dims)
            dims[0] = 3
            changed = jnp.zeros(dims)
            n, *rest = z.shape
            front = jnp.zeros((n, 2, *rest))
            p, *_, q = u.shape
            between = u[0]
            h, k = v.shape[-2:]
            square = v.sum(-1)
            a, c = w.shape[:2]
            first = w[0]
            return kept
        """,
        """
        batch: [int, ...]
        kept: float[*batch, d, 1]
        listed: float[*batch, 2]
        called: array[*batch, 2, d//2]
        added: float[*batch, d, 5]
        appended: float[*y.shape[:-1], 7, 8]
        changed: float[...]
        front: float[n, 2, *rest]
        between: array[*u.shape[1:-1], q]
        square: array[*v.shape[:-2], h]
        first: array[c, *w.shape[2:]]
        """,
    )


def test_known_ranks_are_unpacked() -> None:
    check(
        """
        def f(x: Float[Array, "b 3 _ d"], y: Float[Array, "4 5 6"]):
            *batch, d = x.shape
            kept = jnp.zeros((*batch, 1))
            first, *others = y.shape
            made = jnp.zeros(others)
            return kept
        """,
        """
        kept: float[b, 3, x.shape[2], 1]
        made: float[5, 6]
        """,
    )


def test_tests_of_shapes_of_unknown_rank() -> None:
    check(
        """
        @jax.jit
        def f(x, y, u, v, p, q):
            assert x.shape == y.shape
            total = x + y
            assert u.shape[0] == v.shape[0]
            n = v.shape[0]
            row = u[:, None]
            if p.shape[:-1] != q.shape[:-1]:
                raise ValueError
            ratio = q[..., 0] * p[..., 0]
            return total
        """,
        """
        total: array[*y.shape]
        n: u.shape[0]
        row: array[u.shape[0], 1, *u.shape[1:]]
        ratio: array[*p.shape[:-1]]
        """,
    )


def test_what_holds_of_two_shapes() -> None:
    b, n = Symbol("b"), Symbol("n")
    assert common(Variadic((), b, (n, 3)), Variadic((), b, (2, 3))) == Variadic((), b, (None, 3))
    assert common(Variadic((1, 2), b, ()), Variadic((1,), b, (3,))) == Variadic((1,), None, ())
    assert common(Variadic((n,), b, (3,)), Variadic((), b, (3,))) == Variadic((), None, (3,))
    joined = join_avals(shaped(Variadic((), b, (3,))), shaped((2, 3)))
    assert joined.shape is None
    assert joined.variadic is None


def test_axes_counted_from_both_ends() -> None:
    shape = Variadic((2,), Symbol("b"), (3, 4))
    assert [shape.at(axis) for axis in (0, 1, -1, -2, -3)] == [2, None, 4, 3, None]
    assert shape.with_size(-1, 7) == Variadic((2,), Symbol("b"), (3, 7))
    assert shape.with_size(-3, 7) == Variadic((), None, (7, 3, 4))
    assert shape.with_size(2, 7) == Variadic((2, None, 7), None, ())
    assert shape.without_axis(0) == Variadic((), Symbol("b"), (3, 4))
    assert shape.without_axis(1) is None
    assert shape.with_axis(-1, 9) == Variadic((2,), Symbol("b"), (3, 4, 9))
    assert shape.sliced(None, -1) == Variadic((2,), Symbol("b"), (3,))
    assert shape.sliced(-2, None) == (3, 4)
    assert shape.sliced(None, 1) == (2,)
    assert shape.sliced(None, 2) == Variadic()
    assert both(shape, Variadic((None,), None, (3, None))) == shape
    assert both(Variadic((), Symbol("c"), (None,)), shape) == shape


def test_assertions_of_chex() -> None:
    check(
        """
        import chex

        @jax.jit
        def f(x, y, u, v, p, q, r):
            chex.assert_equal_shape([x, y])
            total = x[..., None] * y[..., None]
            u, v = jnp.sin(u), jnp.sin(v)
            chex.assert_trees_all_equal_shapes(u, v)
            both = u + v
            chex.assert_shape(p, (2, ..., 3))
            first = p.sum(-1)
            chex.assert_rank(q, 2)
            chex.assert_axis_dimension(q, 1, 5)
            rows = q.sum(0)
            chex.assert_axis_dimension(r, -1, 4)
            last = r * jnp.ones(4)
            return total
        """,
        """
        total: array[*y.shape, 1]
        both: array[*v.shape]
        first: array[2, ...]
        rows: array[5]
        last: array[..., 4]
        """,
    )
