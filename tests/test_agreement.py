"""Types that structured control flow compares: jaxlint says of carries and branches what the installed JAX does.

Programs are generated: what a carry starts as, what the body makes of it, which loop; two values as two branches. Where
JAX raises whatever `jax_enable_x64` says, jaxlint reports the call; where it takes the program in one setting, it is
silent.
"""

from __future__ import annotations

import importlib.util
import itertools
from typing import Any

import pytest

from jaxlint.engine.linter import lint_text

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("jax") is None,
    reason="jax is not installed: pip install 'flake8-jaxlint[verify]'",
)

HEAD = """\
import collections
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from typing import NamedTuple

class Pair(NamedTuple):
    a: object
    b: object

"""
LEAVES = (
    "0", "0.0", "False", "jnp.int32(0)", "jnp.zeros(())", "jnp.zeros((), int)", "jnp.array(0)", "np.float32(0)",
    "np.int64(0)", "jnp.zeros((), jnp.bfloat16)", "jnp.zeros(3)",
)  # fmt: skip
UPDATES = (
    "c", "c + 1", "c + 1.5", "c * 1j", "c + jnp.int32(1)", "c + jnp.ones(())", "c > 0", "0.5", "c + jnp.ones(3)",
    "jnp.sum(c)", "jnp.full_like(c, 1, dtype=int)", "None", "(c,)", "i", "c * jnp.float16(1) + i",
)  # fmt: skip
LOOPS = {
    "scan": "lax.scan(lambda c, i: ({update}, None), {init}, jnp.arange(3))",
    "while_loop": "lax.while_loop(lambda c: True, lambda c: {update}, {init})",
    "fori_loop": "lax.fori_loop(0, 3, lambda i, c: {update}, {init})",
    "traced fori_loop": "jax.jit(lambda n: lax.fori_loop(0, n, lambda i, c: {update}, {init}))(3)",
}
TREES = (
    "None", "()", "0.0", "(0.0,)", "[0.0]", "{'a': 0.0}", "{'a': 0.0, 'b': 0}", "{'b': 0, 'a': 0.0}", "(0.0, None)",
    "(0.0, ())", "(0.0, (0,))", "collections.OrderedDict(a=0.0)", "jnp.zeros(2)", "(0, 0.0)", "Pair(0.0, 0)",
)  # fmt: skip


def raises(expression: str) -> bool:
    """Whether JAX refuses to trace an expression for its types, with x64 and without."""
    return _raises(expression, x64=False) and _raises(expression, x64=True)


def _raises(expression: str, x64: bool) -> bool:
    import jax

    scope: dict[str, Any] = {}
    exec(HEAD, scope)
    with jax.enable_x64(x64):
        try:
            jax.eval_shape(lambda: eval(expression, scope))
        except TypeError as error:
            if "must" in str(error):
                return True
            raise
        return False


def reported(expressions: list[str]) -> list[bool]:
    """Whether jaxlint reports each of these expressions, as statements of one file."""
    first = HEAD.count("\n") + 1
    result = lint_text(HEAD + "\n".join(expressions) + "\n", "program.py", select_all=True)
    assert result.problems == ()
    lines = {finding.span.line for finding in result.findings if finding.code in ("JXL701", "JXL702")}
    return [first + number in lines for number in range(len(expressions))]


def compare(expressions: list[str]) -> None:
    found = dict(zip(expressions, reported(expressions), strict=True))
    for expression, said in found.items():
        truth = raises(expression)
        assert truth or not said, f"a false alarm: {expression}"
        assert said or not truth, f"a missed alarm: {expression}"


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("init", LEAVES)
def test_a_leaf_of_the_carry(loop: str, init: str) -> None:
    updates = [update for update in UPDATES if loop != "while_loop" or "i" not in update.split()]
    compare([LOOPS[loop].format(update=update, init=init) for update in updates])


@pytest.mark.parametrize("init", TREES)
def test_the_structure_of_the_carry(init: str) -> None:
    compare([LOOPS["fori_loop"].format(update=update, init=init) for update in TREES])


@pytest.mark.parametrize(
    "pair", ["(c[1], c[0])", "(c[1], c[1] + i)", "(c[0] + i, c[0])", "(c[0], c[0] + c[1])"]
)
def test_leaves_that_change_places(pair: str) -> None:
    """A leaf may come out as what another one went in: JAX promotes once."""
    leaves = ("0", "0.5", "jnp.int32(0)", "jnp.float16(0)")
    compare(
        [
            LOOPS[loop].format(update=pair, init=f"({first}, {second})")
            for first, second in itertools.product(leaves, leaves)
            for loop in ("fori_loop", "traced fori_loop")
        ]
    )


@pytest.mark.parametrize(
    "result", ["c", "(c,)", "(c, c)", "[c, c]", "(c, c, c)", "None", "jnp.stack([c, c])"]
)
def test_the_pair_of_a_scan(result: str) -> None:
    compare([f"lax.scan(lambda c, x: {result}, 0.0, jnp.arange(3))"])


@pytest.mark.parametrize("first", LEAVES)
def test_leaves_of_branches(first: str) -> None:
    compare([f"lax.cond(True, lambda: {first}, lambda: {second})" for second in LEAVES])


@pytest.mark.parametrize("first", TREES)
def test_structures_of_branches(first: str) -> None:
    compare([f"lax.switch(1, [lambda: {first}, lambda: {second}])" for second in TREES])
