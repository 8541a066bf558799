"""Agreement with JAX on generated programs, and the tools that look for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from jaxlint.verify.oracle.contexts import unsettled
from jaxlint.verify.oracle.harness import Oracle
from jaxlint.verify.oracle.judge import Disagreement, Fault, Judgement, judge, lint
from jaxlint.verify.oracle.minimise import minimise
from jaxlint.verify.oracle.observed import Observed, Refusal
from jaxlint.verify.oracle.program import Program, read_program
from jaxlint.verify.oracle.programs import program, programs

KEPT = sorted((Path(__file__).parent / "data" / "oracle").glob("*.py"))
GENERATED = 200
CHUNK = 40
"""Programs per test: a failing chunk names few seeds."""
BOOL = "jax.errors.TracerBoolConversionError"


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    with Oracle() as started:
        yield started


def explained(judgement: Judgement) -> str:
    return "\n".join(f"{each}\n{each.program.text}" for each in judgement.disagreements)


@pytest.mark.parametrize("first", range(0, GENERATED, CHUNK))
def test_jaxlint_says_what_jax_does(first: int, oracle: Oracle) -> None:
    generated = [program(Random(f"suite:{index}")) for index in range(first, first + CHUNK)]
    # The child runs the next program while this process lints the last.
    with ThreadPoolExecutor(1) as executor:
        judgements = [
            judge(each, observed)
            for each, observed in zip(generated, executor.map(oracle.observe, generated), strict=True)
        ]
    assert "".join(map(explained, judgements)) == ""
    assert sum(each.ran for each in judgements) >= CHUNK * 19 // 20, "programs that no mending makes run"
    assert any(each.agreed for each in judgements), "JAX refused nothing at all"


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_what_was_mended_stays_mended(path: Path, oracle: Oracle) -> None:
    """Each begins with what JAX does: `# refused: LINE CLASS` for each exception in order, or `# runs`."""
    kept = read_program(path.read_text("utf-8"))
    observed = oracle.observe(kept)
    said = [line.text for line in kept.lines if line.text.startswith(("# refused: ", "# runs"))]
    assert (
        said
        == [f"# refused: {each.line} {each.error}" for each in observed.refusals] + ["# runs"] * observed.ran
    )
    assert explained(judge(kept, observed)) == ""


def test_there_are_kept_programs() -> None:
    assert KEPT


@given(generated=programs())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_generated_programs_have_one_statement_a_line(generated: Program) -> None:
    assert read_program(generated.text) == generated
    tree = ast.parse(generated.text)
    starts = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    assert len(starts) == len(set(starts))
    for number, line in enumerate(generated.lines, 1):
        mended = generated.mend(number)
        assert (mended is None) == (line.mended is None)
        assert mended is None or mended.parses, mended.text
    assert not lint(generated).problems


def test_the_same_seed_makes_the_same_program() -> None:
    assert program(Random("7:1")) == program(Random("7:1")) != program(Random("7:2"))


BRANCH = read_program(
    """\
import jax

@jax.jit
def f(x):
    y = x + 1.0
    if x > 0.0:  # mended: if True:
        return y
    return x

def run():
    return [f(1.0)]
"""
)


def test_a_refusal_is_foreseen_by_class_and_line(oracle: Oracle) -> None:
    observed = oracle.observe(BRANCH)
    assert [(each.line, each.error) for each in observed.refusals] == [(6, BOOL)]
    assert observed.ran
    assert judge(BRANCH, observed) == Judgement((), (BOOL,), (), ran=True)


def test_functions_called_where_the_run_did_not_come_are_left_open() -> None:
    text = read_program(
        """\
import jax

def f(x):
    if x > 0.0:
        return x
    return -x

def g(x):
    return jax.jit(f)(x)

g1 = jax.jit(f)

def run():
    return [f(1.0)]
"""
    )
    plain = frozenset({1, 3, 4, 5, 8, 13, 14})
    assert unsettled(text, Observed((), True, plain)) == {4, 5, 6, 9, 11}
    assert unsettled(text, Observed((), True, plain | {6, 9, 11})) == {4, 5, 6, 11}, "`g1` is not used"


def faults(text: Program, observed: Observed) -> list[tuple[Fault, int]]:
    return [(each.fault, each.line) for each in judge(text, observed).disagreements]


def test_each_way_to_disagree_is_noticed() -> None:
    every = frozenset(range(1, 12))
    assert faults(BRANCH, Observed((Refusal(5, BOOL, ""),))) == [(Fault.MISSED, 5)]
    integer = Refusal(6, "jax.errors.TracerIntegerConversionError", "", ("TypeError",))
    assert faults(BRANCH, Observed((integer,))) == [(Fault.OTHER_CLASS, 6)]
    assert faults(BRANCH, Observed((), True, every, every)) == [(Fault.FALSE, 6)]
    assert faults(BRANCH, Observed((), True, every, frozenset())) == [], "not reached under a trace"
    assert faults(BRANCH, Observed((), True, difference="1, eagerly 2")) == [(Fault.DIFFERS, 0)]
    assert faults(BRANCH, Observed(ended="died")) == [(Fault.ENDED, 0)]


def test_a_prediction_of_a_base_class_is_right() -> None:
    text = read_program(
        "import jax\n\n@jax.jit\ndef f(x):\n    x[0] = 1.0\n\ndef run():\n    return [f(1.0)]\n"
    )
    below = Refusal(5, "SpecialTypeError", "does not support item assignment", ("TypeError",))
    assert judge(text, Observed((below,))).agreed == ("SpecialTypeError",)


def test_what_no_rule_speaks_of_is_no_disagreement() -> None:
    judgement = judge(BRANCH, Observed((Refusal(5, "ZeroDivisionError", "division by zero"),)))
    assert judgement.disagreements == ()
    assert judgement.unspoken == ("ZeroDivisionError: division by zero",)


STALE = read_program(
    """\
import jax

scale = 1.0

@jax.jit
def f(x):
    return x * scale

def run():
    global scale
    first = f(2.0)
    scale = 3.0
    return [first, f(2.0)]
"""
)


def test_a_difference_from_the_eager_run_needs_a_purity_rule(oracle: Oracle) -> None:
    observed = oracle.observe(STALE)
    assert observed.difference is not None
    assert "eagerly 6" in observed.difference
    assert faults(STALE, observed) == []


def test_lines_of_lambdas_count_when_they_are_called(oracle: Oracle) -> None:
    text = (
        "import jax\n\ndef run():\n    f = lambda x: x\n    g = lambda x: x\n    return [jax.jit(f)(1.0)]\n"
    )
    observed = oracle.observe(read_program(text))
    assert (observed.reached & {4, 5}, observed.traced) == ({4}, {4})


def test_parts_of_expressions_count_when_they_are_evaluated(oracle: Oracle) -> None:
    text = read_program(
        """\
import jax
import jax.numpy as jnp

ONES = jnp.ones(3)

@jax.jit
def f(x):
    return x if ONES.dtype == jnp.float32 else min(x, 2.0)

def run():
    return [f(1.0)]
"""
    )
    observed = oracle.observe(text)
    assert observed.left_out == {(8, 47, 58)}
    assert faults(text, observed) == []
    everything = Observed((), True, observed.reached, observed.traced)
    assert faults(text, everything) == [(Fault.FALSE, 8)]


def test_a_child_that_dies_or_hangs_is_replaced() -> None:
    with Oracle(seconds=20) as oracle:
        assert oracle.observe(read_program("import os\nos._exit(3)\n")).ended == "died"
        assert oracle.observe(BRANCH).ran
    with Oracle(seconds=0.5) as hasty:
        assert hasty.observe(read_program("while True:\n    pass\n")).ended == "timed out"


def test_execution_in_numpy_gives_what_xla_gives(oracle: Oracle) -> None:
    with Oracle(compiled=True) as compiled:
        for index in range(3):
            generated = program(Random(f"both:{index}"))
            assert oracle.observe(generated) == compiled.observe(generated)


def test_disagreements_are_shortened(oracle: Oracle) -> None:
    """`numpy.ptp` made unknown by a call that is not there: JAX refuses what jaxlint cannot know."""
    text = read_program(
        """\
import jax
import numpy as np

unused = 1

@jax.jit
def f(x):
    y = x + 1.0
    z = y if getattr(jax, "jit") is None else x
    for i in range(2):
        y = y + 1.0
    return eval("1.0 if x > 0.0 else y")

def run():
    first = 1
    return [f(1.0), first]
"""
    )
    found = next(each for each in judge(text, oracle.observe(text)).disagreements)
    shortest = minimise(found, text, oracle)
    assert shortest.kind == found.kind == (Fault.MISSED, BOOL)
    assert [line.text for line in shortest.program.lines if line.text] == [
        "import jax",
        "@jax.jit",
        "def f(x):",
        'return eval("1.0 if x > 0.0 else y")',
        "def run():",
        "return [f(1.0), first]",
    ]


def test_a_disagreement_prints_its_line() -> None:
    shown = str(Disagreement(Fault.MISSED, BOOL, BRANCH, 6, "Attempted boolean conversion"))
    assert shown.startswith(f"line 6: not reported: {BOOL}: if x > 0.0:")
