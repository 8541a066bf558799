"""What programs say of shapes is known: annotations, unpacked shapes, assertions, patterns, arithmetic on sizes."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from jaxlint.domain.values import Array, Value
from jaxlint.engine.program import ProjectProgram
from jaxlint.syntax.gate import SyntaxProblem, parse_ast
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.describe import Description, describe
from jaxlint.tracer.run import trace_modules

HEAD = """
import dataclasses
from typing import Annotated, NamedTuple, Optional, Union

import chex
import einops
import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from elsewhere import unknown
from jaxtyping import Array, ArrayLike, Bool, Float, Float32, Int, PyTree, Scalar, Shaped, jaxtyped
"""


def traced(source: str) -> list[tuple[str, Value, str]]:
    """Every name that a program gives a value, in the order of execution, with the value and its text."""
    path = str(Path("generated", "program.py").absolute())
    text = HEAD + textwrap.dedent(source)
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


def seen(source: str) -> dict[str, str]:
    """What each name held last."""
    return {label: text for label, _, text in traced(source)}


def check(source: str, expected: str) -> None:
    """`expected` has `name: text` on each line."""
    held = seen(source)
    for line in textwrap.dedent(expected).strip().splitlines():
        name, _, text = line.partition(": ")
        assert held.get(name.strip()) == text, f"{name} is {held.get(name.strip())}, not {text}"


ANNOTATED = {
    'Float[Array, "b d"]': "array[b, d]",
    'Float32[Array, "b 3"]': "f32[b, 3]",
    'Bool[Array, ""]': "bool[]",
    'Shaped[Array, "b _ _c"]': "array[b, ?, ?]",
    'Int[Array, "b #d"]': "array[b, ?]",
    'Float[Array, "b rgb=3"]': "array[b, 3]",
    'Float[Array, "b d b+1 2*b d//2 b-1"]': "array[b, d, b + 1, 2*b, d//2, b - 1]",
    'Float[Array, "b {size}"]': "array[b, ?]",
    'Float[Array, "*batch d"]': "array[*batch, d]",
    'Float[Array, "... d"]': "array[*axes, d]",
    'Float[jax.Array, "b"]': "array[b]",
    'Float[Float[Array, "d"], "b"]': "array[b, d]",
    'Optional[Float[Array, "b"]]': "pytree",
    'Float[Array, "b"] | None': "pytree",
    'Union[Float[Array, "b"], float]': "array",
    'Annotated[Float[Array, "b"], "a note"]': "array[b]",
    "jax.Array": "array",
    "Scalar": "array[]",
    'PyTree[Float[Array, "b"]]': "pytree",
    'Float[ArrayLike, "b"]': "array[b]",
    "Alias": "array[n, n]",
    "Alias | None": "pytree",
}


@pytest.mark.parametrize("annotation", ANNOTATED)
def test_annotations_of_parameters(annotation: str) -> None:
    source = f"""
    Alias = Float[Array, "n n"]

    @jax.jit
    def f(x: {annotation}):
        return x
    """
    assert seen(source)["x"] == ANNOTATED[annotation]


def test_a_name_is_one_size_in_one_call() -> None:
    check(
        """
        def inner(x: Float[Array, "n d"], y: Float[Array, "d"], z: Float[Array, "d+1 n"]):
            return x @ y

        @jax.jit
        def f(w):
            a = jnp.ones((3, 4))
            return inner(a, unknown(1), w)
        """,
        """
        x: float[3, 4]
        y: array[4]
        z: array[5, 3]
        """,
    )


def test_arguments_of_known_shape_name_sizes_whatever_their_order() -> None:
    check(
        """
        def inner(x: Float[Array, "n"], y: Float[Array, "n"]):
            return x + y

        def f():
            return inner(unknown(1), jnp.ones(7))
        """,
        "x: array[7]",
    )


def test_names_of_two_calls_are_two_sizes() -> None:
    told = traced(
        """
        def inner(x: Float[Array, "n"]) -> Float[Array, "n"]:
            return jnp.sin(x)

        @jax.jit
        def f(x, y):
            a = inner(unknown(x))
            b = inner(unknown(y))
            return a, b
        """
    )
    (first,) = (value for label, value, _ in told if label == "a")
    (second,) = (value for label, value, _ in told if label == "b")
    assert isinstance(first, Array)
    assert isinstance(second, Array)
    assert first.aval.shape is not None
    assert second.aval.shape is not None
    assert first.aval.shape[0] is not None
    assert second.aval.shape[0] is not None
    assert first.aval.shape != second.aval.shape


def test_each_element_of_a_list_has_its_own_size() -> None:
    check(
        """
        def f(xs):
            rows = [row(x) for x in xs]
            first = rows[0]
            return first

        def row(x: Float[Array, "n 3"]) -> Float[Array, "n 3"]:
            return jnp.sin(x)
        """,
        "first: array[?, 3]",
    )


def test_annotations_of_results_variables_and_fields() -> None:
    check(
        """
        class Layer(eqx.Module):
            weight: Float[Array, "out in"]
            bias: Float[Array, "out"]
            scale: Optional[Float[Array, "out"]]

            def __call__(self, x: Float[Array, "in"]):
                product = self.weight @ x
                return product + self.bias

        class Pair(NamedTuple):
            left: Float[Array, "n"]
            right: Float[Array, "n 2"]

        def made(x: Float[Array, "b d"]) -> Float[Array, "d b"]:
            return unknown(x)

        @jaxtyped(typechecker=None)
        def checked(x: Float[Array, "b d"]) -> Float[Array, "d b"]:
            return unknown(x)

        @jax.jit
        def f(layer: Layer, pair: Pair, x: Float[Array, "k 3"]):
            w = layer.weight
            b = layer.bias
            l = pair.left
            r = pair.right
            m = made(x)
            c = checked(x)
            v: Float[Array, "k k"] = jnp.asarray(unknown(x))
            u: Float[Array, "_ k"] = x.T
            return w
        """,
        """
        product: array[out]
        w: array[*batch, out, in]
        b: array[*batch, out]
        l: array[*batch, n]
        r: array[*batch, n, 2]
        m: array
        c: array
        v: array
        u: array[3, k]
        """,
    )


def test_sizes_are_named_as_the_program_names_them() -> None:
    check(
        """
        @jax.jit
        def f(x, y, z):
            b, d = x.shape
            n, _, m = jnp.shape(y)
            s = x + 1
            u = y[:, 0]
            half = jnp.zeros((b // 2, n + 1))
            flat = x.reshape(b * d)
            rows = y.reshape(n, -1)
            back = flat.reshape(b, -1)
            more = jnp.concatenate([x, x[1:]])
            less = x[1:] - x[:-1]
            even = x[::2]
            tail = x[d // 2 :]
            grid = jnp.arange(1, b + 1)
            same = b * d == x.size
            longer = b < b + 1
            negative = -b + d
            return x
        """,
        """
        s: array[b, d]
        u: array[n, m]
        half: float[b//2, n + 1]
        flat: array[b*d]
        rows: array[n, m*y.shape[1]]
        back: array[b, d]
        more: array[2*b - 1, d]
        less: array[b - 1, d]
        even: array[(b + 1)//2, d]
        tail: array[max(b - (d//2), 0), d]
        grid: int[b]
        same: True
        longer: True
        negative: -b + d
        """,
    )


def test_sizes_of_known_rank_get_symbols_where_they_are_read() -> None:
    check(
        """
        @jax.jit
        def f(x, w):
            assert x.ndim == 2
            n = x.shape[0]
            y = jnp.zeros((n, w.shape[0]))
            z = x.reshape(-1)
            return y
        """,
        """
        n: x.shape[0]
        z: array[x.shape[0]*x.shape[1]]
        """,
    )


@pytest.mark.parametrize(
    ("test", "shape"),
    [
        ("assert x.shape == (3, y.shape[0])", "[3, k]"),
        ("assert x.shape == y.shape", "[k, 2]"),
        ("assert x.ndim == 2 and x.shape[1] == 5", "[x.shape[0], 5]"),
        ("assert len(x.shape) == 1", "[x.shape[0]]"),
        ("if x.ndim != 1: raise ValueError", "[x.shape[0]]"),
        ("if not x.shape == (4,): raise ValueError", "[4]"),
        ("if x.shape != (4,): return y", "[4]"),
        ("chex.assert_shape(x, (None, 3))", "[x.shape[0], 3]"),
        ("chex.assert_shape([x, y], [(7, 7), (None, None)])", "[7, 7]"),
        ("chex.assert_shape(x, (..., 3))", "[..., 3]"),
        ("chex.assert_rank(x, 1)", "[x.shape[0]]"),
        ("chex.assert_rank([y, x], [2, 3])", "[x.shape[0], x.shape[1], x.shape[2]]"),
        ("chex.assert_equal_shape([x, y])", "[k, 2]"),
        ("assert x.ndim in (1, 2)", ""),
        ("assert x.ndim > 1", ""),
        ("if x.ndim == 2: pass", ""),
    ],
)
def test_what_is_asserted_is_known(test: str, shape: str) -> None:
    source = f"""
    @jax.jit
    def f(x, y: Float[Array, "k 2"]):
        x = jnp.sin(x)
        {test}
        end = x
        return end
    """
    assert seen(source)["end"] == f"array{shape}"


def test_patterns_of_einops() -> None:
    check(
        """
        @jax.jit
        def f(x, y: Float[Array, "b t 64"], z, w: Float[Array, "64 o"]):
            q = einops.rearrange(y, "b t (h d) -> b h t d", h=8)
            r = einops.reduce(y, "b t d -> b 1 d", "mean")
            s = einops.repeat(y, "b t d -> b t d k", k=3)
            p = einops.rearrange(y, "... d -> d ...")
            e = einops.einsum(y, w, "b t d, d o -> b o")
            m = einops.rearrange(z, "n (p q) c -> n p q c", p=2)
            z2 = z
            return q
        """,
        """
        q: array[b, 8, t, 8]
        r: array[b, 1, 64]
        s: array[b, t, 64, 3]
        p: array[64, b, t]
        e: array[b, o]
        m: array[n, 2, z.shape[1]//2, c]
        z2: array[n, z.shape[1], c]
        """,
    )


def test_sizes_come_from_configuration() -> None:
    check(
        """
        WIDTH = 16

        @dataclasses.dataclass(frozen=True)
        class Config:
            heads: int = 4
            size: int = 8

        CONFIG = Config()

        @jax.jit
        def f(x):
            a = jnp.zeros((WIDTH, CONFIG.heads * CONFIG.size))
            c = Config(heads=2)
            b = jnp.zeros((c.heads, c.size // 2))
            return a
        """,
        """
        a: float[16, 32]
        b: float[2, 4]
        """,
    )


def test_what_is_not_known_stays_unknown() -> None:
    check(
        """
        @jax.jit
        def f(x, y, flag):
            b, d = x.shape if flag is None else y.shape
            *lead, last = x.shape
            y = jnp.sin(y)
            k = y.shape[0]
            other = jnp.zeros((b, k))
            return x
        """,
        """
        k: k
        other: float[?, k]
        """,
    )


def test_nobody_knows_how_many_arguments_a_star_collects() -> None:
    check(
        """
        def f(*shape):
            x = jax.random.normal(jax.random.key(0), shape)
            return x
        """,
        "x: float[...]",
    )


def test_a_loop_comes_to_an_end() -> None:
    check(
        """
        @jax.jit
        def f(x: Float[Array, "n"], steps):
            n = x.shape[0]
            total = n
            for step in unknown(steps):
                total = total + n
                x = jnp.concatenate([x, x[:1]])
            end, count = x, total
            return x
        """,
        """
        end: array
        count: int
        """,
    )


def test_shapes_without_arrays() -> None:
    check(
        """
        def f(x, w):
            return x @ w, {"total": x.sum(), "positive": x > 0, "number": 3}

        def run():
            x = jax.ShapeDtypeStruct((8, 128), jnp.bfloat16)
            out = jax.eval_shape(f, x, jax.ShapeDtypeStruct([128, 4], "float32"))
            same = jax.jit(f).eval_shape(x, jnp.ones((128, 4)))
            zeros = jax.tree.map(lambda one: jnp.zeros(one.shape, one.dtype), out)
            like = jnp.ones_like(x)
            cast = like.astype(out[0].dtype)
            size = x.size + out[0].ndim
            return zeros, cast
        """,
        """
        out: (struct f32[8, 4], {"total": struct bf16[], "positive": struct bool[8, 128], "number": struct ~int[]})
        same: (struct float[8, 4], {"total": struct bf16[], "positive": struct bool[8, 128], "number": struct ~int[]})
        zeros: (f32[8, 4], {"total": bf16[], "positive": bool[8, 128], "number": int[]})
        like: bf16[8, 128]
        cast: f32[8, 128]
        size: 1026
        """,
    )


def test_shapes_that_are_read_whole() -> None:
    check(
        """
        @jax.jit
        def f(x, y):
            zeros = jnp.zeros(x.shape)
            sums = zeros + x
            noise = jax.random.normal(jax.random.key(0), x.shape)
            wide = jnp.ones((2, *x.shape)) * sums
            flat = sums.ravel()
            both = sums + y
            return both
        """,
        """
        zeros: float[*x.shape]
        sums: array[*x.shape]
        noise: float[*x.shape]
        wide: array[2, *x.shape]
        flat: array[prod(x.shape)]
        both: array
        """,
    )


def test_annotations_of_numbers_and_arrays() -> None:
    check(
        """
        from typing import TYPE_CHECKING, Optional, Union, cast

        import numpy as np
        from jaxtyping import ArrayLike

        if TYPE_CHECKING:
            Scalar = float | Array
        else:
            Scalar = Float[ArrayLike, ""]
        Vector = Union[Float[Array, "3"], Float[np.ndarray, "3"]]
        Either = float | Float[Array, "3"]

        @jax.jit
        def f(s: Scalar, v: Vector, e: Either, o: Optional[Scalar], l: ArrayLike, u: int | jax.Array):
            a = s * 2.0
            b = v * s
            c = e * 2.0
            d = l + 1
            g = o
            h = cast(jax.Array, b)
            k = u - 1
            return a

        def plain(s: Scalar, e: Either):
            p = s
            q = e
            return p, q
        """,
        """
        a: array[]
        b: array[3]
        c: array
        d: array
        g: pytree
        h: array[3]
        k: array
        p: ?
        q: ?
        """,
    )
