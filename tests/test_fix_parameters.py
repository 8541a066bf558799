"""A stale variable made an argument: what the fix writes, and where it keeps its hands off."""

from __future__ import annotations

from textwrap import dedent

import pytest

from jaxlint.engine.fixer import fix_text
from jaxlint.engine.linter import lint_text
from jaxlint.text.edits import Applicability

HEAD = "import functools\nimport jax\nimport jax.numpy as jnp\nfrom jax import jit\n\n"


def fixed(text: str) -> str:
    """The program after all fixes of this rule, without its head."""
    source = HEAD + dedent(text).lstrip("\n")
    result = lint_text(source, "program.py")
    assert "JXL101" in {finding.code for finding in result.findings}
    made = fix_text(source, "program.py", unsafe=True)
    assert made.problems == ()
    assert [f.code for f in made.remaining if f.fix is not None] == []
    assert fix_text(made.after, "program.py", unsafe=True).after == made.after
    return made.after.removeprefix(HEAD)


def quiet(text: str) -> bool:
    return lint_text(HEAD + text, "program.py").findings == ()


def program(definition: str, calls: str = "first = f(1.0)\nn = 2.0\nsecond = f(1.0)\n") -> str:
    return f"n = 1.0\n\n\n{dedent(definition).strip()}\n\n\n{dedent(calls).strip()}\n"


TWO_CALLS = "first = f(1.0, n)\nn = 2.0\nsecond = f(1.0, n)\n"

CHANGED = {
    "decorated": (
        program("@jit\ndef f(x):\n    return x * n"),
        program("@jit\ndef f(x, n):\n    return x * n", TWO_CALLS),
    ),
    "applied at each call": (
        program("def f(x):\n    return x * n", "jit(f)(1.0)\nn = 2.0\njit(f)(1.0)"),
        program("def f(x, n):\n    return x * n", "jit(f)(1.0, n)\nn = 2.0\njit(f)(1.0, n)"),
    ),
    "rebound to its jitted self": (
        program("def f(x):\n    return x * n\n\n\nf = jax.jit(f)"),
        program("def f(x, n):\n    return x * n\n\n\nf = jax.jit(f)", TWO_CALLS),
    ),
    "under another name, through grad": (
        program("def loss(x):\n    return x * n\n\n\nf = jax.jit(jax.grad(loss))"),
        program("def loss(x, n):\n    return x * n\n\n\nf = jax.jit(jax.grad(loss))", TWO_CALLS),
    ),
    "options that count from the front": (
        program(
            "@functools.partial(jit, static_argnums=(1,))\ndef f(x, k):\n    return x * n",
            "f(1.0, 2)\nn = 2.0\nf(1.0, 2)",
        ),
        program(
            "@functools.partial(jit, static_argnums=(1,))\ndef f(x, k, n):\n    return x * n",
            "f(1.0, 2, n)\nn = 2.0\nf(1.0, 2, n)",
        ),
    ),
    "calls with keywords": (
        program("@jit\ndef f(x, y):\n    return x * n + y", "f(1.0, y=2.0)\nn = 2.0\nf(1.0, y=2.0)\nf(1, 2)"),
        program(
            "@jit\ndef f(x, y, n):\n    return x * n + y",
            "f(1.0, y=2.0, n=n)\nn = 2.0\nf(1.0, y=2.0, n=n)\nf(1, 2, n)",
        ),
    ),
    "brackets and annotations": (
        program("@jit\ndef f(x, y: 'tuple(int)' = ((3.0))):\n    return x * n + y"),
        program(
            "@jit\ndef f(x, y: 'tuple(int)' = ((3.0)), *, n):\n    return x * n + y",
            "first = f(1.0, n=n)\nn = 2.0\nsecond = f(1.0, n=n)",
        ),
    ),
    "defaults make it keyword-only": (
        program("@jit\ndef f(x, y: float = 3.0):\n    return x * n + y"),
        program(
            "@jit\ndef f(x, y: float = 3.0, *, n):\n    return x * n + y",
            "first = f(1.0, n=n)\nn = 2.0\nsecond = f(1.0, n=n)",
        ),
    ),
    "behind keyword-only parameters": (
        program("@jit\ndef f(x, *, y):\n    return x * n + y", "f(1.0, y=2.0)\nn = 2.0\nf(1.0, y=2.0)"),
        program(
            "@jit\ndef f(x, *, y, n):\n    return x * n + y",
            "f(1.0, y=2.0, n=n)\nn = 2.0\nf(1.0, y=2.0, n=n)",
        ),
    ),
    "no parameters": (
        program("@jit\ndef f():\n    return jnp.sin(n)", "f()\nn = 2.0\nf()"),
        program("@jit\ndef f(n):\n    return jnp.sin(n)", "f(n)\nn = 2.0\nf(n)"),
    ),
    "one item a line, brackets and comments": (
        program(
            """
            @jit
            def f(
                x,
                y=2.0,  # the second
            ):
                return x * n + y
            """,
            """
            first = f(
                (1.0),  # the first
            )
            n = 2.0
            second = f((1.0))
            """,
        ),
        program(
            """
            @jit
            def f(
                x,
                y=2.0,
                *, n,  # the second
            ):
                return x * n + y
            """,
            """
            first = f(
                (1.0),
                n=n,  # the first
            )
            n = 2.0
            second = f((1.0), n=n)
            """,
        ),
    ),
    "local variables and comparisons": (
        program("@jit\ndef f(x):\n    y = jnp.cos(x)\n    y += n\n    return jnp.where(y > n, y, 2 - n * y)"),
        program(
            "@jit\ndef f(x, n):\n    y = jnp.cos(x)\n    y += n\n    return jnp.where(y > n, y, 2 - n * y)",
            TWO_CALLS,
        ),
    ),
    "several variables, one round each": (
        "m = 1.0\n" + program("@jit\ndef f(x):\n    return x * n + m", "f(1.0)\nn = m = 2.0\nf(1.0)"),
        "m = 1.0\n"
        + program("@jit\ndef f(x, n, m):\n    return x * n + m", "f(1.0, n, m)\nn = m = 2.0\nf(1.0, n, m)"),
    ),
    "a variable of the enclosing function": (
        """
        def sweep(xs):
            @jit
            def f(x):
                return x * rate

            return [f(x) for rate in (0.1, 0.2) for x in xs]


        def descend(x):
            @jit
            def f(x):
                return x * rate

            for rate in (0.1, 0.2):
                x = f(x)
            return x


        descend(1.0)
        """,
        """
        def sweep(xs):
            @jit
            def f(x):
                return x * rate

            return [f(x) for rate in (0.1, 0.2) for x in xs]


        def descend(x):
            @jit
            def f(x, rate):
                return x * rate

            for rate in (0.1, 0.2):
                x = f(x, rate)
            return x


        descend(1.0)
        """,
    ),
}


@pytest.mark.parametrize("name", CHANGED)
def test_the_variable_becomes_an_argument(name: str) -> None:
    before, after = (dedent(text).lstrip("\n") for text in CHANGED[name])
    assert fixed(before) == after
    assert quiet(after)


JITTED = "@jit\ndef f(x):\n    return x * n"
HANDS_OFF = {
    "it decides a branch": program("@jit\ndef f(x):\n    if n > 1:\n        return x\n    return -x"),
    "it decides a shape": program("@jit\ndef f(x):\n    return x + jnp.zeros(3 * n)").replace("1.0", "1"),
    "it is given another name": program("@jit\ndef f(x):\n    y = n\n    return x * y"),
    "one use of two is no arithmetic": program("@jit\ndef f(x):\n    return x * n + jnp.zeros(n)"),
    "the other operand may be a number": program(
        "@functools.partial(jit, static_argnums=0)\ndef f(x):\n    return jnp.zeros(x * n)"
    ),
    "the other operand may be a list": program(
        "@jit\ndef f(x):\n    return len(x * n)", "f((1.0, 2.0))\nn = 2\nf((1.0, 2.0))"
    ),
    "lax does not promote": program("@jit\ndef f(x):\n    return jax.lax.add(x, n)"),
    "a string": program("@jit\ndef f(x):\n    return jnp.sum(x * (n == 'a'))").replace("n = 1.0", "n = 'a'"),
    "a helper reads it": program("def g(x):\n    return x * n\n\n\n@jit\ndef f(x):\n    return g(x)"),
    "a nested function declares it": program(
        "@jit\ndef f(x):\n    def g():\n        global n\n        return n\n    return x * n"
    ),
    "the function is handed on": program(JITTED, "f(1.0)\nn = 2.0\nf(1.0)\nprint(list(map(f, [1.0])))"),
    "the function is kept": program(JITTED, "table = {'f': f}\nf(1.0)\nn = 2.0\nf(1.0)"),
    "the function is exported": program(JITTED) + "__all__ = ['f']\n",
    "the function is an attribute": program(JITTED) + "functools.f = 1\n",
    "the function has two definitions": program(f"def f(x):\n    return x\n\n\n{JITTED}"),
    "the function is rebound to something else": program(JITTED) + "f = None\n",
    "the function is declared global": program(JITTED) + "def g():\n    global f\n    f = None\n",
    "arguments in bulk": program(JITTED, "f(1.0)\nn = 2.0\nf(*[1.0])"),
    "parameters in bulk": program("@jit\ndef f(x, *xs):\n    return x * n"),
    "positional-only parameters": program("@jit\ndef f(x, /):\n    return x * n"),
    "a method": program(
        "class A:\n    @staticmethod\n    @jit\n    def f(x):\n        return x * n",
        "A.f(1.0)\nn = 2.0\nA.f(1.0)",
    ),
    "a lambda": program("f = jit(lambda x: x * n)"),
    "an option counts from the back": program(
        "@functools.partial(jit, static_argnums=-1)\ndef f(x, k):\n    return x * n",
        "f(1.0, 2)\nn = 2.0\nf(1.0, 2)",
    ),
    "an option has one entry for each argument": program(
        "def f(x):\n    return x * n\n\n\ng = jit(jax.vmap(f, in_axes=(0,)))",
        "g(jnp.ones(3))\nn = 2.0\ng(jnp.ones(3))",
    ),
    "batched over every argument": program(
        "def f(x):\n    return x * n\n\n\ng = jit(jax.vmap(f))", "g(jnp.ones(3))\nn = 2.0\ng(jnp.ones(3))"
    ),
    "a decorator of its own": program(
        "def wrap(g):\n    return g\n\n\n@jit\n@wrap\ndef f(x):\n    return x * n"
    ),
    "the name means something else at a call": program(
        JITTED, "def g(n):\n    return f(n)\n\n\ng(1.0)\nf(1.0)\nn = 2.0\nf(1.0)"
    ),
    "called out of its sight": """
        def make(n):
            @jit
            def f(x):
                return x * n

            def change():
                nonlocal n
                n = 2.0

            return f, change


        f, change = make(1.0)
        f(1.0)
        change()
        f(1.0)
        """,
    "nobody calls it here": program(JITTED, "def change():\n    global n\n    n = 2.0"),
    "the body of a scan": program(
        "def f(c, x):\n    return c * n, x",
        "jax.lax.scan(f, 1.0, jnp.ones(2))\nn = 2.0\njax.lax.scan(f, 1.0, jnp.ones(2))",
    ),
    "a generator is its argument": program(
        "@jit\ndef f(x):\n    return jnp.sin(n) + 1", "f(c for c in 'ab')\nn = 2.0\nf(c for c in 'ab')"
    ),
}


@pytest.mark.parametrize("name", HANDS_OFF)
def test_what_is_not_simple_stays(name: str) -> None:
    text = HEAD + dedent(HANDS_OFF[name]).lstrip("\n")
    findings = [f for f in lint_text(text, "program.py", select_all=True).findings if f.code == "JXL101"]
    assert findings
    assert [finding.fix for finding in findings] == [None] * len(findings)
    assert all(finding.help is not None for finding in findings)


def test_it_may_change_what_callers_elsewhere_see() -> None:
    (finding,) = lint_text(HEAD + program(JITTED), "program.py").findings
    assert finding.fix is not None
    assert finding.fix.applicability is Applicability.UNSAFE
    assert finding.fix.title == "Pass `n` to `f` as an argument"
    text = HEAD + program(JITTED)
    assert fix_text(text, "program.py").after == text


def test_a_traced_caller_reads_the_variable_from_then_on() -> None:
    text = HEAD + program(
        "@jit\ndef f(x):\n    return x * n\n\n\n@jit\ndef g(x):\n    return f(x) + 1.0",
        "g(1.0)\nf(1.0)\nn = 2.0\ng(1.0)\nf(1.0)",
    )
    made = fix_text(text, "program.py", unsafe=True)
    assert "def f(x, n):" in made.after
    assert "    return f(x, n) + 1.0" in made.after
    (left,) = made.remaining
    assert (left.code, left.fix) == ("JXL101", None)
    assert "traces `g`" in left.message
