"""Fixes on generated programs: what they leave whole, and that the fixed program does what NumPy did."""

from __future__ import annotations

import ast
import importlib.util
import io
import os
import tokenize
import warnings
from collections import Counter
from dataclasses import dataclass
from types import ModuleType

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from jaxlint.engine.fixer import MAX_ROUNDS, fix_text
from jaxlint.engine.linter import lint_text
from jaxlint.engine.result import FixedFile
from jaxlint.text.edits import Applicability, Edit, Fix, apply_edits
from jaxlint.text.findings import Finding
from jaxlint.text.span import Span

if importlib.util.find_spec("jax") is None:
    pytest.skip("the fixed programs run on JAX, which is not installed", allow_module_level=True)

os.environ.setdefault("JAX_PLATFORMS", "cpu")

SLOWLY = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.filter_too_much]
)
ON_JAX = "import jax.numpy as jnp\n"
ON_NUMPY = "import numpy as jnp\n"


def fixed(text: str, *, unsafe: bool = False) -> FixedFile:
    return fix_text(text, "program.py", unsafe=unsafe, select_all=True)


def findings(text: str) -> tuple[Finding, ...]:
    return lint_text(text, "program.py", select_all=True).findings


def comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def outcome(text: str) -> object:
    """What `run()` of a program returns, as NumPy arrays."""
    import numpy

    program = ModuleType("program")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(compile(text, "program.py", "exec"), program.__dict__)
        result = program.run()
    parts = result if isinstance(result, tuple) else (result,)
    return [numpy.asarray(part) for part in parts]


def assert_same(ours: object, theirs: object) -> None:
    import numpy

    assert isinstance(ours, list)
    assert isinstance(theirs, list)
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.shape == other.shape
        assert mine.dtype.kind == other.dtype.kind
        numpy.testing.assert_allclose(mine, other, rtol=1e-4, atol=1e-5)


def expected(body: str) -> object:
    """What NumPy makes of a program; one that NumPy refuses is no example."""
    try:
        return outcome(ON_NUMPY + body)
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RuntimeWarning):
        reject()


# Stores of every form: the text that is made, and what it computes.


@dataclass(frozen=True)
class Form:
    """How an index or a value is written, with the rank of the array that it fits."""

    text: str
    ndim: int | None = None
    only_float: bool = False


INDICES = [
    Form("0", 1),
    Form("-1", 1),
    Form("i", 1),
    Form("i + 1", 1),
    Form("1:3"),
    Form("::2"),
    Form(": -1"),
    Form("..."),
    Form("i:"),
    Form("jnp.array([0, 2])"),
    Form("jnp.array([1, 1])"),
    Form("mask"),
    Form("x > 2", 1),
    Form("0, 1", 2),
    Form(":, 0", 2),
    Form("0", 2),
    Form("..., -1", 2),
    Form("1:, ::2", 2),
    Form("i, i", 2),
    Form("(1, 0)", 2),
    Form("mask, 0", 2),
    Form("jnp.array([0, 0]), 1", 2),
]
VALUES = [
    Form("2"),
    Form("y"),
    Form("y + 1"),
    Form("(y)"),
    Form("((y + 1))"),
    Form("-y"),
    Form("1.5", only_float=True),
    Form("y if y > 1 else 4"),
    Form("(y if y > 1 else 4)"),
    Form("(y * 2) + (y)"),
    Form("abs(-y)"),
    Form("jnp.maximum(\n        y,  # inner\n        2,\n    )"),
    Form("(  # why\n        y\n        + 1  # because\n    )"),
    Form("\\\n        y - 1"),
    Form("min(y, 5)  # last"),
    Form("[y for y in (3,)][0]"),
    Form("(lambda: y)()"),
]
OPERATORS = ["=", "+=", "-=", "*=", "/=", "//=", "%=", "**="]


@st.composite
def stores(draw: st.DrawFn, ndim: int, *, floating: bool) -> list[str]:
    """The lines of a few stores, some of them in blocks."""
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        index = draw(st.sampled_from([form for form in INDICES if form.ndim in (None, ndim)]))
        value = draw(st.sampled_from([form for form in VALUES if floating or not form.only_float]))
        operator = draw(st.sampled_from(OPERATORS))
        blank = draw(st.sampled_from(["", " "]))
        statement = f"x[{index.text}]{blank}{operator}{blank}{value.text}"
        lines += draw(
            st.sampled_from(
                [
                    [f"    {statement}"],
                    [f"    {statement}  # kept" if "#" not in statement else f"    {statement}"],
                    ["    if y:", f"        {statement}"],
                    ["    for k in range(2):", f"        {statement}"],
                    [f"    z = 1; {statement}"],
                    [f"    if y: {statement}"],
                    ["    with open(__file__) if False else nothing():", f"        {statement}"],
                    ["    # above", f"    {statement}", "    # below"],
                ]
            )
        )
    return lines


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A program without its import: an array is made, written into, and returned."""
    ndim, floating = draw(st.integers(1, 2)), draw(st.booleans())
    dtype = "float32" if floating else "int32"
    shape = "4" if ndim == 1 else "12"
    made = f"jnp.arange({shape}, dtype=jnp.{dtype})"
    made = made if ndim == 1 else f"jnp.reshape({made}, (4, 3))"
    lines = [
        "from contextlib import nullcontext as nothing",
        "def run():",
        f"    x = {made}",
        "    i, y = 1, 3",
        "    mask = jnp.array([True, False, True, False])",
        *draw(stores(ndim, floating=floating)),
        "    return x",
    ]
    return "\n".join(lines) + "\n"


@SLOWLY
@given(programs())
def test_what_is_safe_does_on_jax_what_numpy_did(body: str) -> None:
    theirs = expected(body)
    made = fixed(ON_JAX + body)
    assert made.problems == ()
    assume(not made.remaining)
    assert_same(outcome(made.after), theirs)


@SLOWLY
@given(programs(), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_fixes_converge_parse_and_keep_comments(body: str, unsafe: bool, end: str) -> None:
    before = (ON_JAX + body).replace("\n", end)
    made = fixed(before, unsafe=unsafe)
    assert made.problems == ()
    ast.parse(made.after)
    assert comments(made.after) == comments(before)
    assert made.after.count("\r") == before.count("\r")
    again = fixed(made.after, unsafe=unsafe)
    assert (again.after, again.applied) == (made.after, 0)


def test_most_generated_programs_are_mended() -> None:
    """The tests above say little if they set most examples aside."""
    outcomes: list[bool] = []

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(programs())
    def collect(body: str) -> None:
        outcomes.append(not fixed(ON_JAX + body).remaining)

    collect()
    assert sum(outcomes) > len(outcomes) / 2


# Arrays under several names: only what nobody else sees may be called safe.

SHARING = [
    "a = x",
    "a = x[0]",
    "a = x.T",
    "a = x.reshape((6,))",
    "a = x if y else x * 2",
    "a = [x, x]",
    "a = (x, 1)[0]",
    "b = a",
    "x = a",
    "x = x * 2",
    "x = x + 0",
    "x[0] = y",
    "x[1, 0] += y",
    "x[:, 1] = 7",
    "helper(x)",
    "a = helper(x)",
    "x = helper(x)",
    "a = other(x)",
    "keep.append(x)",
    "box.held = x",
    "table['x'] = x",
]


@st.composite
def sharing_programs(draw: st.DrawFn) -> str:
    """A program in which an array may have several names, each of which may be looked at in the end."""
    statements = draw(st.lists(st.sampled_from(SHARING), min_size=2, max_size=6))
    assume(any("] =" in one or "+=" in one for one in statements))
    names = draw(st.sets(st.sampled_from(["x", "a", "b", "box.held", "keep[0]", "table['x']"]), min_size=1))
    helper = draw(st.sampled_from(["return p", "return p + 1", "return p[0]", "pass"]))
    ends = ", ".join(f"jnp.asarray({name})" for name in sorted(names))
    lines = [
        "class Box:",
        "    pass",
        "def helper(p):",
        "    p[0, 1] = 9",
        f"    {helper}",
        "def other(p):",
        "    return p",
        "def run():",
        "    keep, table, box, y = [], {}, Box(), 5",
        "    x = jnp.ones((3, 2)) * 2",
        "    a = b = jnp.ones((3, 2))",
        "    keep.append(jnp.ones(2)) if y > 9 else None",
        "    box.held = table['x'] = jnp.zeros(2)",
        *[f"    {statement}" for statement in statements],
        "    keep.append(y)",
        f"    return ({ends},)",
    ]
    return "\n".join(lines) + "\n"


@settings(SLOWLY, max_examples=150)
@given(sharing_programs())
def test_a_safe_fix_is_seen_by_all_who_saw_the_change(body: str) -> None:
    theirs = expected(body)
    made = fixed(ON_JAX + body)
    assume(not made.remaining and made.applied)
    assert_same(outcome(made.after), theirs)


@pytest.mark.parametrize(
    ("statements", "safe"),
    [
        ("x[0] = 1.0\n    return x", True),
        ("a = x\n    x[0] = 1.0\n    return a, x", False),
        ("a = x\n    x[0] = 1.0\n    return x", True),
        ("x[0] = 1.0\n    a = x\n    return a, x", True),
        ("a = x[0]\n    x[0] = 1.0\n    return a, x", True),
        ("a = x[:2]\n    x[0] = 1.0\n    return a, x", False),
        ("a = x.shape\n    x[0] = 1.0\n    return a, x", True),
        ("a = [x]\n    x[0] = 1.0\n    return a, x", False),
        ("for a in x:\n        x[0] = a\n    return x", True),
        ("def g():\n        return x\n    a = x\n    x[0] = 1.0\n    return g()", True),
    ],
)
def test_sharing_decides_how_far_a_fix_is_trusted(statements: str, safe: bool) -> None:
    text = f"{ON_JAX}def run():\n    x = jnp.arange(4.0)\n    {statements}\n"
    [fix] = [finding.fix for finding in findings(text)]
    assert fix is not None
    assert fix.applicability is (Applicability.SAFE if safe else Applicability.UNSAFE)


@pytest.mark.parametrize(
    ("statements", "safe"),
    [
        ("x[0] = 1.0", True),
        ("a = x\nx[0] = 1.0\nprint(a)", False),
        ("a = x\nb = a\nx[0] = 1.0\nprint(b)", False),
        ("a = x[:2]\nb = a\nx[0] = 1.0\nprint(b)", False),
        ("a = x + 1\nx[0] = 1.0\nprint(a)", True),
        ("if __name__:\n    a = x\nx[0] = 1.0\nprint(x)", True),
    ],
)
def test_sharing_counts_at_the_top_level(statements: str, safe: bool) -> None:
    [fix] = [finding.fix for finding in findings(f"{ON_JAX}x = jnp.arange(4.0)\n{statements}\n")]
    assert fix is not None
    assert fix.applicability is (Applicability.SAFE if safe else Applicability.UNSAFE)


@pytest.mark.parametrize(
    ("helper", "caller", "applicability"),
    [
        ("return p", "return f(x)", Applicability.SAFE),
        ("return p", "x = f(x)\n    return x", Applicability.SAFE),
        ("return p", "y = f(x)\n    return x, y", Applicability.UNSAFE),
        ("return p", "f(x)\n    return x", Applicability.UNSAFE),
        ("return p.sum()", "return f(x)", Applicability.SAFE),
        ("return p.sum()", "s = f(x)\n    return s, x", Applicability.UNSAFE),
        ("pass", "f(x)\n    return x", None),
        ("return 3", "f(x)\n    return x", None),
        ("p = p * 2\n    return p", "return f(x)", Applicability.SAFE),
        ("p = jnp.ones(3)\n    return p", "return f(x)", None),
    ],
)
def test_callers_decide_about_parameters(
    helper: str, caller: str, applicability: Applicability | None
) -> None:
    text = (
        f"{ON_JAX}def f(p):\n    p[0] = 1.0\n    {helper}\n"
        f"def run():\n    x = jnp.arange(4.0)\n    {caller}\n"
    )
    [finding] = findings(text)
    assert (finding.fix.applicability if finding.fix else None) is applicability


# The text of a fix.


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x[0] = 1, 2", "x = x.at[0].set((1, 2))"),
        ("x[0] = (1, 2)", "x = x.at[0].set((1, 2))"),
        ("x[0] = (1), (2)", "x = x.at[0].set(((1), (2)))"),
        ("x[0] = ()", "x = x.at[0].set(())"),
        ("x[0] = (y)", "x = x.at[0].set(y)"),
        ("x[0] = ((y))", "x = x.at[0].set((y))"),
        ("x[0]=y", "x = x.at[0].set(y)"),
        ("x [0] = y", "x = x.at [0].set(y)"),
        ("(x)[0] = y", "x = (x.at)[0].set(y)"),
        ("x[0] = yield", None),
        ("x[0] = (y := 1)", None),
        ("x[[0, 1]] = y", None),
        ("x[0], x[1] = 1, 2", None),
        ("x[0] = x[1] = 1", None),
        ("x[0]: float = 1", None),
        ("x[0][0] = 1", None),
        ("x[next(it)] = 1", None),
        ("x[0] = *y, 1", None),
        ("x[0] = None", None),
        ("x[0] = 'a'", None),
        ("x[0] //= y + 1", "x = x.at[0].set(x[0] // (y + 1))"),
        ("x[0] //= (y + 1)", "x = x.at[0].set(x[0] // (y + 1))"),
        ("x[0] //= -y", "x = x.at[0].set(x[0] // -y)"),
        ("x[0] @= y * y", "x = x.at[0].set(x[0] @ (y * y))"),
        ("x[0] |= y & y", "x = x.at[0].set(x[0] | y & y)"),
        ("x[0] <<= y if y else 1", "x = x.at[0].set(x[0] << (y if y else 1))"),
        ("x[0] %= f(y)", "x = x.at[0].set(x[0] % f(y))"),
        ("x[0] += y, y", "x = x.at[0].add((y, y))"),
        ("x[idx] += y", "x = x.at[idx].set(x[idx] + y)"),
        ("x[idx] **= y ** y", "x = x.at[idx].set(x[idx] ** y ** y)"),
        ("x[idx] *= not y", "x = x.at[idx].set(x[idx] * (not y))"),
        ("x.T[0] = y", None),
        ("self.x[0] = y", None),
    ],
)
def test_the_text_of_an_update(before: str, after: str | None) -> None:
    head = f"{ON_JAX}def run(self, it, f, y=3):\n    x = jnp.ones((3, 2)) + 0\n    idx = jnp.array([0, 0])\n"
    text = f"{head}    {before}\n    return x\n"
    made = fixed(text, unsafe=True)
    assert made.after == (text if after is None else f"{head}    {after}\n    return x\n")


# Rounds: which fixes go together, and what happens to one that would break the program.


def edit(line: int, start: int, end: int, text: str) -> Edit:
    return Edit(Span(line, start, line, end), text)


def offer(monkeypatch: pytest.MonkeyPatch, offers: dict[str, list[Fix]]) -> None:
    """Make linting a text find the fixes listed for it."""
    from jaxlint.engine import fixer
    from jaxlint.engine.result import FileResult

    def lint(text: str, path: str, config: object, *, select_all: bool) -> FileResult:
        found = [
            Finding("JXL201", fix.title, Span(1, number, 1, number), fix=fix)
            for number, fix in enumerate(offers.get(text, []))
        ]
        return FileResult(path, text, tuple(found))

    monkeypatch.setattr(fixer, "lint_text", lint)


def safe(title: str, *edits: Edit) -> Fix:
    return Fix(title, edits, Applicability.SAFE)


def test_an_edit_that_two_fixes_share_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = edit(1, 0, 0, "import m\n")
    offer(
        monkeypatch,
        {"a\nb\n": [safe("a", shared, edit(1, 0, 1, "A")), safe("b", shared, edit(2, 0, 1, "B"))]},
    )
    made = fixed("a\nb\n")
    assert (made.after, made.applied) == ("import m\nA\nB\n", 2)


def test_fixes_that_meet_wait_for_the_next_round(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = safe("first", edit(1, 0, 1, "c")), safe("second", edit(1, 1, 2, "d"))
    offer(monkeypatch, {"ab\n": [first, second], "cb\n": [second]})
    made = fixed("ab\n")
    assert (made.after, made.applied) == ("cd\n", 2)


def test_a_fix_that_does_not_parse_is_left_out_and_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = safe("bad", edit(1, 0, 1, "(")), safe("good", edit(2, 0, 1, "B"))
    offer(monkeypatch, {"a\nb\n": [bad, good], "a\nB\n": [bad]})
    made = fixed("a\nb\n")
    assert (made.after, made.applied) == ("a\nB\n", 1)
    assert [problem.message.partition(" (")[0] for problem in made.problems] == ["the fix of JXL201"]


def test_rounds_end(monkeypatch: pytest.MonkeyPatch) -> None:
    offers = {
        "a\n": [safe("there", edit(1, 0, 1, "b"))],
        "b\n": [safe("back", edit(1, 0, 1, "a"))],
    }
    offer(monkeypatch, offers)
    assert fixed("a\n").applied == MAX_ROUNDS


@pytest.mark.parametrize("applicability", [Applicability.UNSAFE, Applicability.DISPLAY])
def test_only_what_is_asked_for_is_applied(
    monkeypatch: pytest.MonkeyPatch, applicability: Applicability
) -> None:
    offer(monkeypatch, {"a\n": [Fix("change", (edit(1, 0, 1, "b"),), applicability)]})
    assert fixed("a\n").after == "a\n"
    assert fixed("a\n", unsafe=True).after == ("b\n" if applicability is Applicability.UNSAFE else "a\n")


def test_suppressed_findings_are_left_alone() -> None:
    text = f"{ON_JAX}x = jnp.ones(3)\nx[0] = 1  # noqa: JXL201\nx[1] = 2\n"
    assert fixed(text).after == text.replace("x[1] = 2", "x = x.at[1].set(2)")


def test_a_byte_order_mark_moves_nothing() -> None:
    text = f"{ON_JAX}x = jnp.ones(3); x[0] = 1\n"
    [finding] = findings(text)
    assert finding.fix is not None
    assert apply_edits(text, finding.fix.edits) == f"{ON_JAX}x = jnp.ones(3); x = x.at[0].set(1)\n"
