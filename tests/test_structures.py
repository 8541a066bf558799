"""Shapes that transformations and control flow give, against the installed JAX: each program is run and traced."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from jaxlint.domain import dtypes
from jaxlint.domain.values import UNKNOWN, Array, NumPyArray, TupleValue, Value
from jaxlint.engine.program import ProjectProgram
from jaxlint.syntax.gate import SyntaxProblem, parse_ast
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.run import trace_modules

HEAD = """
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

x = jnp.ones((4, 3))
y = jnp.ones((5, 4, 3))
v = jnp.ones(3)
w = jnp.ones((3, 2))
i = jnp.arange(4)
"""

PROGRAMS = {
    "vmap: one axis": "a = jax.vmap(jnp.sum)(x); b = jax.vmap(lambda r: r @ w)(x)",
    "vmap: in_axes": "a = jax.vmap(jnp.dot, in_axes=(0, None))(x, v); b = jax.vmap(jnp.add, (None, 1))(i, x)",
    "vmap: negative axes": "a = jax.vmap(lambda r: r * 2, in_axes=-1, out_axes=-1)(y)",
    "vmap: out_axes": "a = jax.vmap(lambda r: r @ w, out_axes=1)(x)",
    "vmap: several results": "a, b = jax.vmap(lambda r: (r, r.sum()), out_axes=(1, 0))(x)",
    "vmap: out_axes None": "a, b = jax.vmap(lambda r: (r, v), out_axes=(0, None))(x)",
    "vmap: nested": "a = jax.vmap(jax.vmap(lambda r: r.sum()))(y)",
    "vmap: nested, crossed": "a = jax.vmap(jax.vmap(jnp.dot, (None, 0)), (0, None))(x, x)",
    "vmap: a tuple's axes": "a = jax.vmap(lambda p: p[0] + p[1], in_axes=((0, None),))((x, v))",
    "vmap: a list of axes": "a = jax.vmap(lambda p, q: p + q, in_axes=[0, None])(x, v)",
    "vmap: a dict's axes": """
        def f(p, r):
            return p["w"] @ r + p["b"]

        a = jax.vmap(f, in_axes=({"w": None, "b": 0}, None))({"w": x, "b": jnp.ones((7, 4))}, v)
    """,
    "vmap: a dict of results": """
        out = jax.vmap(lambda r: {"p": r, "q": r.sum()}, out_axes={"p": 1, "q": 0})(x)
        a, b = out["p"], out["q"]
    """,
    "vmap: axis_size": "a = jax.vmap(lambda: jnp.ones(3), axis_size=6)()",
    "vmap: spmd_axis_name": "a = jax.vmap(lambda r: r * 2, spmd_axis_name='data')(x)",
    "vmap: keyword": "a = jax.vmap(lambda r, s: r * s)(x, s=i)",
    "vmap: of grad": "a = jax.vmap(jax.grad(lambda p, r: (p * r).sum()), in_axes=(None, 0))(v, x)",
    "vmap: random keys": """
        keys = jax.random.split(jax.random.key(0), 8)
        a = jax.vmap(lambda k: jax.random.normal(k, (2, 3)))(keys)
    """,
    "vectorize": "a = jnp.vectorize(lambda r, s: r + s)(x, v)",
    "vectorize: signature": "a = jnp.vectorize(jnp.dot, signature='(n),(n)->()')(y, x)",
    "vectorize: matrices": "a = jnp.vectorize(lambda m, r: m @ r, signature='(n,m),(m)->(n)')(y, v)",
    "vectorize: two results": "a, b = jnp.vectorize(lambda r: (r, r.sum()), signature='(n)->(n),()')(y)",
    "scan": """
        def step(carry, row):
            return carry + row, carry.sum()

        a, b = lax.scan(step, v, x)
    """,
    "scan: length": "a, b = lax.scan(lambda c, _: (c * 2, c), v, None, length=6)",
    "scan: length by keyword": "a, b = lax.scan(lambda c, _: (c * 2, {'c': c}['c']), v, length=6)",
    "scan: tuples": """
        def step(carry, row):
            (p, q), (r, s) = carry, row
            return (p + r, q), (r * s, p)

        (a, b), (c, d) = lax.scan(step, (v, x), (x, i))
    """,
    "scan: a pytree of inputs": """
        a, b = lax.scan(lambda c, r: (c + r["p"], r["q"]), v, {"p": x, "q": jnp.ones((4, 9))})
    """,
    "scan: no outputs": "a, _ = lax.scan(lambda c, r: (c + r, None), v, x)",
    "scan: reverse": "a, b = lax.scan(lambda c, r: (c + r, c), v, x, reverse=True)",
    "map": "a = lax.map(lambda r: r @ w, x)",
    "map: tuples": "a, b = lax.map(lambda p: (p[0] * p[1], p[0].sum()), (x, i))",
    "map: batch_size": "a = lax.map(lambda r: r.sum(), x, batch_size=2)",
    "while_loop": "a, b = lax.while_loop(lambda s: s[0] < 3, lambda s: (s[0] + 1, s[1] * 2), (jnp.int32(0), x))",
    "fori_loop": "a = lax.fori_loop(0, 3, lambda k, s: s + k, x)",
    "cond": "a = lax.cond(True, lambda r: r * 2, lambda r: r + 1, x)",
    "cond: tuples": "a, b = lax.cond(i[0] > 1, lambda: (x, i), lambda: (x * 2, i + 1))",
    "switch": "a = lax.switch(1, [lambda r: r, lambda r: r * 2], x)",
    "associative_scan": "a = lax.associative_scan(jnp.add, x); b, c = lax.associative_scan(lambda p, q: p, (x, i))",
    "tree.map": """
        tree = {"p": x, "q": (v, i)}
        out = jax.tree.map(lambda leaf: leaf[None], tree)
        a, (b, c) = out["p"], out["q"]
        more = jax.tree.map(lambda p, q: p + q, (x, v), (x, v))
        d, e = more
    """,
    "jit": "a = jax.jit(lambda r: (r @ w, r.T))(x); b, c = a",
    "grad": "a = jax.grad(lambda r: (r**2).sum())(x); b, c = jax.value_and_grad(lambda r: r.sum())(v)",
    "grad: argnums": "a, b = jax.grad(lambda p, q: (p * q).sum(), argnums=(0, 1))(x, v)",
    "jacobians": """
        a = jax.jacfwd(lambda r: r @ w)(v)
        b = jax.jacrev(lambda r: r @ w)(x)
        c = jax.hessian(lambda r: (r**2).sum())(v)
        d = jax.jacobian(lambda r: r.sum())(x)
    """,
    "jvp and vjp": "a, b = jax.jvp(lambda r: r @ w, (x,), (x,)); c, _ = jax.vjp(lambda r: r @ w, x)",
    "checkpoint": "a = jax.checkpoint(lambda r: r @ w)(x)",
    "scan of vmap": """
        def step(carry, row):
            return carry, jax.vmap(lambda r: r * row)(carry)

        a, b = lax.scan(step, x, x)
    """,
}


def values(source: str) -> dict[str, Value]:
    path = str(Path("generated", "program.py").absolute())
    tree = parse_ast(source, path)
    assert not isinstance(tree, SyntaxProblem), tree
    program = ProjectProgram()
    name = program.add(path, source, tree)
    held: dict[str, Value] = {}

    def watch(label: str, value: Value, place: object, t: Tracer) -> None:
        if not t.stack:
            held[label] = value

    _, faults, _ = trace_modules(program, [name], lambda *_: True, watch=watch)
    assert not faults, [str(fault) for fault in faults]
    return held


def differs(value: Value, actual: Any) -> str | None:
    """How what is known of a value is not what it is, or that too little is known."""
    if isinstance(value, TupleValue):
        pairs = zip(value.items, actual, strict=True)
        return next((found for known, one in pairs if (found := differs(known, one))), None)
    if not isinstance(value, Array | NumPyArray):
        return f"is not known to be an array, but {value}"
    if value.aval.shape != actual.shape:
        return f"has the shape {actual.shape}, not {value.aval.shape}"
    known = value.aval.dtype
    if known is not None and dtypes.at_width(known, x64=False) not in (actual.dtype.name, "key"):
        return f"has the dtype {actual.dtype}, not {known}"
    return None


@pytest.mark.parametrize("name", PROGRAMS)
def test_shapes_are_those_of_jax(name: str) -> None:
    source = HEAD + textwrap.dedent(PROGRAMS[name])
    actual: dict[str, Any] = {"jax": jax, "jnp": jnp, "np": np, "lax": lax}
    exec(compile(source, name, "exec"), actual)
    held = values(source)
    for label in "abcde":
        if label in actual:
            problem = differs(held.get(label, UNKNOWN), actual[label])
            assert problem is None, f"{label} {problem}"
