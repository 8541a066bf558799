"""Fixes of what asks a tracer for its truth, its numbers or an integer: their text, and what they do on JAX."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import io
import os
import tokenize
from collections import Counter
from textwrap import dedent, indent
from types import ModuleType

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jaxlint.engine.fixer import fix_text
from jaxlint.engine.linter import lint_text
from jaxlint.signatures.counterparts import all_counterparts, same_call
from jaxlint.signatures.table import all_rows, lookup
from jaxlint.text.edits import Applicability, Fix

if importlib.util.find_spec("jax") is None:
    pytest.skip("the fixed programs run on JAX, which is not installed", allow_module_level=True)

os.environ.setdefault("JAX_PLATFORMS", "cpu")

HEAD = """\
import math
from functools import partial
import numpy as np
import jax
import jax.numpy as jnp

TABLE = np.arange(5, dtype=np.float32)
SIZE = 2


def double(v):
    return 2.0 * v


def shout(v):
    print(v)
    return v


"""
CALL = "f(jnp.float32(1.5), jnp.float32(-2.0))"


def program(definition: str, call: str = CALL) -> str:
    text = dedent(definition).strip()
    if not text.startswith(("@", "def", "f =")):
        text = f"@jax.jit\ndef f(x, y):\n{indent(text, '    ')}"
    return f"{HEAD}{text}\n\n\ndef run():\n    return {call}\n"


def fixed(text: str) -> str:
    """The program after its fixes: whole, with its comments, and never to be fixed again."""
    made = fix_text(text, "program.py", unsafe=True)
    assert made.problems == ()
    ast.parse(made.after)
    assert comments(made.after) == comments(text)
    again = fix_text(made.after, "program.py", unsafe=True)
    assert (again.after, again.applied) == (made.after, 0)
    return made.after


def comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def fixes(text: str) -> list[Fix | None]:
    found = lint_text(text, "program.py").findings
    return [finding.fix for finding in found if finding.code.startswith("JXL4")]


def outcome(text: str, *, eagerly: bool = False) -> list[object]:
    """The leaves of what `run()` of a program returns."""
    import jax

    module = ModuleType("program")
    exec(compile(text, "program.py", "exec"), module.__dict__)
    with jax.disable_jit(eagerly):
        return jax.tree.leaves(module.run())


def assert_same_results(before: str, after: str) -> None:
    """The fixed program does, compiled and step by step, what the other one did step by step."""
    from numpy import asarray, testing

    theirs = outcome(before, eagerly=True)
    for ours in (outcome(after), outcome(after, eagerly=True)):
        assert len(ours) == len(theirs)
        for mine, other in zip(ours, theirs, strict=True):
            testing.assert_allclose(asarray(mine), asarray(other), rtol=1e-5)
            assert asarray(mine).dtype.kind == asarray(other).dtype.kind


# The text of the fixes

VECTORS = "f(jnp.array([1.0, -1.0, 3.0]), jnp.array([2.0, 0.5, -1.0]))"
ITEMS = "f(jnp.arange(6.0), 1)"
BODIES = {
    "conditional": ("return x if x > 0 else -x", "return jnp.where(x > 0, x, -x)", CALL),
    "conditional in parentheses": (
        "return (x if x > y else y) * 2",
        "return jnp.where(x > y, x, y) * 2",
        CALL,
    ),
    "conditional as an argument": (
        "return abs(x if x > y else 1.0)",
        "return abs(jnp.where(x > y, x, 1.0))",
        CALL,
    ),
    "conditional over lines": (
        "return (\n    x\n    if x > y\n    else y\n)",
        "return jnp.where(x > y, x, y)",
        CALL,
    ),
    "arms that call": (
        "return double(x) if x > 0 else double(y)",
        "return jax.lax.cond(x > 0, lambda: double(x), lambda: double(y))",
        CALL,
    ),
    "early return": ("if x > 0:\n    return x\nreturn y", "return jnp.where(x > 0, x, y)", CALL),
    "if and else": ("if x > 0:\n    return x\nelse:\n    return y", "return jnp.where(x > 0, x, y)", CALL),
    "three returns": (
        "if x > 2:\n    return x\nelif y > 0:\n    return y\nreturn x * y",
        "return jnp.where(x > 2, x, jnp.where(y > 0, y, x * y))",
        CALL,
    ),
    "assignments": (
        "if x > 0:\n    z = x\nelse:\n    z = y\nreturn z",
        "z = jnp.where(x > 0, x, y)\nreturn z",
        CALL,
    ),
    "augmented assignments": (
        "z = x * y\nif x > 0:\n    z += x\nelse:\n    z += y\nreturn z",
        "z = x * y\nz += jnp.where(x > 0, x, y)\nreturn z",
        CALL,
    ),
    "a value kept": ("if x > 0:\n    y = x * 3\nreturn y", "y = jnp.where(x > 0, x * 3, y)\nreturn y", CALL),
    "a value kept, augmented": (
        "if x > 0:\n    y *= x - 1\nreturn y",
        "y = jnp.where(x > 0, y * (x - 1), y)\nreturn y",
        CALL,
    ),
    "comments": (
        "if x > 0:  # one\n    # two\n    return x  # three\n\n# four\nreturn y  # five",
        "# two\n# three\n# four\n# five\nreturn jnp.where(x > 0, x, y)  # one",
        CALL,
    ),
    "the last comment": (
        "if x > 0:\n    return x\nreturn y  # five",
        "return jnp.where(x > 0, x, y)  # five",
        CALL,
    ),
    "tuples": (
        "if x > 0:\n    return x, 1.0\nreturn y, 2.0",
        "return jax.lax.cond(x > 0, lambda: (x, 1.0), lambda: (y, 2.0))",
        CALL,
    ),
    "a test of several": (
        "if 0 < x < 5 and not y > 0:\n    return x\nreturn y",
        "return jnp.where((0 < x) & (x < 5) & jnp.logical_not(y > 0), x, y)",
        CALL,
    ),
    "a builtin in a test": (
        "if all(x > -2):\n    return x\nreturn y",
        "return jnp.where(jnp.all(x > -2), x, y)",
        VECTORS,
    ),
    "and": ("return x > 0 and y > 0", "return (x > 0) & (y > 0)", CALL),
    "or within and": (
        "return (x > 0 or y > 0) and x < y",
        "return ((x > 0) | (y > 0)) & (x < y)",
        CALL,
    ),
    "and within or": ("return x > 0 and y > 0 or x < y", "return (x > 0) & (y > 0) | (x < y)", CALL),
    "not": ("return not jnp.any(x > 0)", "return ~jnp.any(x > 0)", CALL),
    "not of what may be a number": ("return not x > 0", "return jnp.logical_not(x > 0)", CALL),
    "chain": ("return 0 < x + y <= 5", "return (0 < x + y) & (x + y <= 5)", CALL),
    "largest of two": (
        "return max(x, 0.0) + min(x, y)",
        "return jnp.maximum(x, 0.0) + jnp.minimum(x, y)",
        CALL,
    ),
    "largest of an array": ("return max(x) - min(y)", "return jnp.max(x) - jnp.min(y)", VECTORS),
    "any of an array": ("return any(x > 2), all(y > 2)", "return jnp.any(x > 2), jnp.all(y > 2)", VECTORS),
    "float": ("return float(x) * 2", "return jnp.asarray(x, dtype=float) * 2", CALL),
    "float of an array": ("return float(jnp.sum(x))", "return jnp.sum(x).astype(float)", VECTORS),
    "int of arithmetic": (
        "z = int(x * 2)\nreturn z + y",
        "z = jnp.asarray(x * 2, dtype=int)\nreturn z + y",
        CALL,
    ),
    "item": ("return jnp.sum(x).item() + 1", "return jnp.sum(x) + 1", VECTORS),
    "math": ("return math.sqrt(x) + math.atan2(x, y)", "return jnp.sqrt(x) + jnp.arctan2(x, y)", CALL),
    "floor": ("return math.floor(x)", "return jnp.floor(x).astype(int)", CALL),
    "ufunc": ("return np.exp(x) * np.log(2.0)", "return jnp.exp(x) * np.log(2.0)", CALL),
    "axis": ("return np.stack([x, y], axis=0)", "return jnp.stack([x, y], axis=0)", VECTORS),
    "table": ("return TABLE[y] * x", "return jnp.asarray(TABLE)[y] * x", ITEMS),
    "window": ("return x[y : y + 2]", "return jax.lax.dynamic_slice_in_dim(x, y, 2)", ITEMS),
    "window by a name": ("return x[y:SIZE+y]", "return jax.lax.dynamic_slice_in_dim(x, y, SIZE)", ITEMS),
    "batch": (
        "return x[y * SIZE : (y + 1) * SIZE]",
        "return jax.lax.dynamic_slice_in_dim(x, y * SIZE, SIZE)",
        ITEMS,
    ),
    "columns": (
        "x = x.reshape(2, 3)\nreturn x[:, y : y + 2]",
        "x = x.reshape(2, 3)\nreturn jax.lax.dynamic_slice_in_dim(x, y, 2, axis=1)",
        ITEMS,
    ),
    "masked set": ("return x.at[y > 0].set(0.0)", "return jnp.where(y > 0, 0.0, x)", VECTORS),
    "masked add": ("return x.at[y > 0].add(2.0)", "return jnp.where(y > 0, x + 2.0, x)", VECTORS),
    "masked sum": ("return x[y > 0].sum()", "return jnp.sum(x, where=y > 0)", VECTORS),
    "masked mean": ("return jnp.mean(x[y > 0])", "return jnp.mean(x, where=y > 0)", VECTORS),
}


@pytest.mark.parametrize("name", BODIES)
def test_the_text_and_the_results(name: str) -> None:
    body, after, call = BODIES[name]
    before = program(body, call)
    made = fixed(before)
    assert made == program(after, call)
    assert lint_text(made, "program.py").findings == ()
    assert_same_results(before, made)


def test_an_integer_of_an_integer_is_one_step() -> None:
    made = fixed(program("return int(math.floor(x))"))
    assert "floor(x)" in made
    assert lint_text(made, "program.py").findings == ()
    assert_same_results(program("return int(math.floor(x))"), made)


# What stays

STAY = {
    "strings": "return f(x, 'a' if x > 0 else 'b')",
    "nothing": "z = None if x > 0 else x\nreturn z",
    "tuples of two lengths": "return (x, y) if x > 0 else (x, y, y)",
    "lists": "if x > 0:\n    z = [x]\nelse:\n    z = [y]\nreturn z",
    "two names": "if x > 0:\n    z = x\nelse:\n    w = y\nreturn x",
    "two statements": "if x > 0:\n    y = x\n    x = y + 1\nreturn y",
    "an effect": "return shout(x) if x > 0 else y",
    "a name that is new": "if x > 0:\n    z = x\nreturn y",
    "an integer and a call": "return double(x) if x > 0 else 0",
    "a walrus": "return (z := x) if x > 0 else y",
    "a loop": "while x > 0:\n    x = x - 1\nreturn x",
    "an assertion": "assert x > 0\nreturn x",
    "a chain in a loop's test": "while 0 < x < 5:\n    x = x - 1\nreturn x",
    "a comprehension": "return [z for z in (x, y) if z > 0]",
    "or of numbers": "return x or y",
    "identity": "if x is not None and x > 0:\n    return x\nreturn y",
    "a key": "return max(x, y, key=lambda z: z)",
    "three of them": "return max(x, y, 0.0)",
    "an integer for a length": "return jnp.zeros(int(x))",
    "a float in a format": "return f'{float(x):.2f}'",
    "a logarithm to a base": "return math.log(x, 10)",
    "a list by keyword": "return np.interp(x, xp=[0.0, 1.0], fp=[y, y])",
    "another parameter": "return np.exp(x, where=y > 0)",
    "a list where JAX wants arrays": "return np.exp([x, y])",
    "a result of unknown shape": "return np.nonzero(x)",
    "an open slice": "return TABLE.sum() + jnp.ones(3)[: x.astype(int)]",
    "a mask of rows": "return jnp.ones((3, 2)).at[x > 0].set(jnp.ones(2))",
    "a masked axis": "return jnp.ones(3)[y > 0].max()",
}


@pytest.mark.parametrize("name", STAY)
def test_what_is_not_simple_stays(name: str) -> None:
    text = program(STAY[name])
    assert lint_text(text, "program.py").findings
    assert [fix for fix in fixes(text) if fix and fix.applicability is not Applicability.DISPLAY] == []


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("return x in [1.0, y]", "jnp.isin(x, jnp.array([1.0, y]))"),
        ("return jnp.nonzero(x)", ", size=x.size"),
    ],
)
def test_sketches_are_shown_and_not_applied(body: str, text: str) -> None:
    before = program(body)
    [fix] = fixes(before)
    assert fix is not None
    assert fix.applicability is Applicability.DISPLAY
    assert fix.edits[0].text == text
    assert fixed(before) == before


@pytest.mark.parametrize(
    ("body", "safe"),
    [
        ("return TABLE[y.astype(int)] * x", True),
        ("return x.at[x > 0].set(0.0)", True),
        ("return x.at[x > 0].add(1.0)", False),
        ("return x if jnp.all(x > 0) else y", False),
    ],
)
def test_how_far_they_are_trusted(body: str, safe: bool) -> None:
    [fix] = fixes(program(body, VECTORS))
    assert fix is not None
    assert fix.applicability is (Applicability.SAFE if safe else Applicability.UNSAFE)


# Static arguments

LOOP = "def f(x, n):\n    for _ in range(n):\n        x = x + 1.0\n    return x"
STATIC = {
    "a bare decorator": (
        f"@jax.jit\n{LOOP}",
        f'@partial(jax.jit, static_argnames="n")\n{LOOP}',
        "f(1.0, 2), f(1.0, SIZE), f(1.0, n=3)",
    ),
    "options": (
        f"@partial(jax.jit, inline=True)\n{LOOP}",
        f'@partial(jax.jit, inline=True, static_argnames="n")\n{LOOP}',
        "f(1.0, 2)",
    ),
    "a call": (
        "def g(x, n):\n    return jnp.full((n, 2), x)\n\n\nf = jax.jit(g)",
        'def g(x, n):\n    return jnp.full((n, 2), x)\n\n\nf = jax.jit(g, static_argnames="n")',
        "f(1.0, 2)",
    ),
    "a name beside another": (
        '@partial(jax.jit, static_argnames="m")\ndef f(x, n, m):\n    return jnp.full((n, m), x)',
        '@partial(jax.jit, static_argnames=("m", "n"))\ndef f(x, n, m):\n    return jnp.full((n, m), x)',
        "f(1.0, 2, 3)",
    ),
    "a number beside another": (
        "@partial(jax.jit, static_argnums=2)\ndef f(x, n, m):\n    return jnp.full((n, m), x)",
        "@partial(jax.jit, static_argnums=(2, 1))\ndef f(x, n, m):\n    return jnp.full((n, m), x)",
        "f(1.0, 2, 3)",
    ),
    "a flag": (
        "@jax.jit\ndef f(x, flag=False):\n    return x if flag else -x",
        '@partial(jax.jit, static_argnames="flag")\ndef f(x, flag=False):\n    return x if flag else -x',
        "f(1.0), f(1.0, True), f(1.0, flag=False)",
    ),
}


@pytest.mark.parametrize("name", STATIC)
def test_a_parameter_becomes_static(name: str) -> None:
    definition, after, call = STATIC[name]
    before = program(definition, call)
    made = fixed(before)
    assert made == program(after, call)
    assert lint_text(made, "program.py").findings == ()
    assert_same_results(before, made)


@pytest.mark.parametrize(
    ("definition", "call"),
    [
        pytest.param(f"@jax.jit\n{LOOP}", "f(1.0, 2), f(1.0, jnp.int32(3))", id="an array"),
        pytest.param(f"@jax.jit\n{LOOP}", "[f(1.0, k) for k in range(3)]", id="a loop variable"),
        pytest.param(f"@jax.jit\n{LOOP}", "list(map(partial(f, 1.0), [2])), f(1.0, 2)", id="handed on"),
        pytest.param(f"@jax.jit\n{LOOP}", "f(*[1.0, 2]), f(1.0, 2)", id="in bulk"),
        pytest.param(
            LOOP.replace("range(n)", "range(n + 1)").replace("x = x", "n = x") + "\n\n\nf = jax.jit(f)",
            "f(1.0, 2)",
            id="two bindings",
        ),
        pytest.param(
            f"@partial(jax.jit, static_argnums=(), static_argnames=())\n{LOOP}",
            "f(1.0, 2)",
            id="both options",
        ),
        pytest.param(
            "@jax.jit\ndef f(x, n):\n    n = n + 1\n    return jnp.zeros(n)", "f(1.0, 2)", id="calculated"
        ),
        pytest.param(
            "def g(n):\n    return jnp.zeros(n)\n\n\n@jax.jit\ndef f(x, n):\n    return g(n)",
            "f(1.0, 2)",
            id="in a helper",
        ),
    ],
)
def test_a_parameter_that_is_not_surely_a_literal_stays(definition: str, call: str) -> None:
    text = program(definition, call)
    assert lint_text(text, "program.py").findings
    assert set(fixes(text)) == {None}


# Generated branches

TESTS = [
    "x > y",
    "x + y > 0",
    "not x > 1",
    "0 < x < 2",
    "x > 0 and y > 0",
    "x < 0 or not y < 0",
    "jnp.any(x > y)",
]
ARMS = [
    "x",
    "y",
    "x * 2",
    "-y",
    "1.0",
    "x if y > 0 else y",
    "jnp.sin(x)",
    "max(x, y)",
    "float(x)",
    "double(y)",
]


@st.composite
def branches(draw: st.DrawFn) -> str:
    lines = ["z = x + y"]
    for _ in range(draw(st.integers(1, 3))):
        test, other = draw(st.sampled_from(TESTS)), draw(st.sampled_from(TESTS))
        a, b, c = (draw(st.sampled_from(ARMS)) for _ in range(3))
        remark = draw(st.sampled_from(["", "  # kept"]))
        forms = [
            [f"z = {a} if {test} else {b}{remark}"],
            [f"if {test}:{remark}", f"    z = {a}", "else:", f"    z = {b}"],
            [f"if {test}:", f"    z = {a}{remark}"],
            [f"if {test}: z -= {a}{remark}"],
            [
                f"if {test}:",
                f"    z = {a}",
                f"elif {other}:{remark}",
                f"    z = {b}",
                "else:",
                f"    z = {c}",
            ],
            [f"if {test}:", "    # early", f"    return z, {a}", remark.strip(), f"return z, {b}"],
        ]
        lines += draw(st.sampled_from(forms))
    return program(
        "\n".join([*lines, "return z, x"]), draw(st.sampled_from([CALL, CALL.replace("-2.0", "3.0")]))
    )


@settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.filter_too_much]
)
@given(branches())
def test_what_is_fixed_does_what_the_program_did(before: str) -> None:
    made = fixed(before)
    assume(lint_text(made, "program.py").findings == ())
    assert_same_results(before, made)


def test_most_generated_branches_are_mended() -> None:
    """The test above says little if it sets most examples aside."""
    outcomes: list[bool] = []

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(branches())
    def collect(before: str) -> None:
        outcomes.append(lint_text(fixed(before), "program.py").findings == ())

    collect()
    assert sum(outcomes) > 0.8 * len(outcomes)


# The tables


def test_counterparts_are_functions_of_jax() -> None:
    import jax
    import numpy

    for name, (theirs, arguments, _, _) in all_counterparts().items():
        function: object = jax
        for step in theirs.split(".")[1:]:
            function = getattr(function, step)
        is_integer = theirs in ("jax.numpy.gcd", "jax.numpy.lcm", "jax.numpy.ldexp")
        number = jax.numpy.int32(2) if is_integer else jax.numpy.float32(1.5 if "acosh" in name else 0.75)
        given = [number] * arguments
        assert callable(function)
        scope: dict[str, object] = {}
        exec(f"import math, builtins\nfunction = {name}", scope)
        assert callable(scope["function"])
        host = scope["function"](*[one.item() for one in given])
        numpy.testing.assert_allclose(function(*given), host, rtol=1e-5)


def test_functions_of_numpy_take_the_same_arguments() -> None:
    """What the rows say of parameters is what JAX says: one array by position."""
    import jax

    seen = 0
    for row in all_rows("numpy"):
        theirs = same_call(row.name, 1, frozenset())
        if theirs is None or lookup(theirs) is None:
            continue
        function: object = jax
        for step in theirs.split(".")[1:]:
            function = getattr(function, step, None)
        if function is None:
            continue
        assert callable(function)
        try:
            inspect.signature(function).bind(1.0)
        except TypeError:
            # A row of several required parameters takes more than the one that is tried here.
            required = [p for p in lookup(theirs).parameters or () if p.required]  # type: ignore[union-attr]
            assert len(required) > 1, theirs
        seen += 1
    assert seen > 100
