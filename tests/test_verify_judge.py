"""Contracts against observations: what agrees is silent, and what does not is told."""

from __future__ import annotations

import math
from array import array
from dataclasses import replace

import pytest

from jaxlint.text.findings import Finding
from jaxlint.text.span import Span
from jaxlint.verify import behaviour, judge
from jaxlint.verify.behaviour import Runs
from jaxlint.verify.contract import Contract, TimingClaim, Unchecked
from jaxlint.verify.expectations import parse_expectation
from jaxlint.verify.observation import (
    Cause,
    Compilation,
    Disagreement,
    Ending,
    Leaf,
    LeafKind,
    Mode,
    Observation,
    Thrown,
    Timing,
    Tree,
    Varied,
)
from jaxlint.verify.variation import parse_variation


def result(*values: float) -> Tree:
    return Tree("*", (Leaf(LeafKind.ARRAY, "float32", (len(values),), "d", array("d", values).tobytes()),))


def returned(mode: Mode, *values: float, effects: int = 0) -> Observation:
    return Observation(mode, Ending.RETURNED, result=result(*values), effects=effects)


def raised(mode: Mode, *bases: str, message: str = "") -> Observation:
    return Observation(mode, Ending.RAISED, raised=Thrown(bases, message, (7,)), effects=0)


FINE = Runs(
    returned(Mode.TRACED, 1.0, effects=2),
    returned(Mode.EAGER, 1.0, effects=2),
    returned(Mode.CHECKED, 1.0, effects=2),
)
STALE = replace(FINE, eager=returned(Mode.EAGER, 2.0, effects=2))
LOST = replace(FINE, traced=returned(Mode.TRACED, 1.0, effects=1))
BRANCH = replace(
    FINE,
    traced=raised(Mode.TRACED, "jax.errors.TracerBoolConversionError", "TypeError", message="of x\nmore"),
)
EVERYWHERE = Runs(
    *(raised(mode, "TypeError", message="immutable") for mode in (Mode.TRACED, Mode.EAGER, Mode.CHECKED))
)
EAGER_RAISES = replace(FINE, eager=raised(Mode.EAGER, "ValueError"))
REUSED = replace(FINE, checked=raised(Mode.CHECKED, "jax.errors.KeyReuseError", "TypeError"))
LEAKED = replace(FINE, checked=raised(Mode.CHECKED, "Exception", message="Leaked trace DynamicJaxprTrace"))
ESCAPED = replace(FINE, traced=raised(Mode.TRACED, "jax.errors.UnexpectedTracerError"))
HOLDS_TRACER = replace(
    FINE,
    traced=replace(
        FINE.traced, result=Tree("*", (Leaf(LeafKind.TRACER, "JitTracer", text="a leaked JitTracer"),))
    ),
)
NAN = Runs(*(returned(mode, math.nan, effects=2) for mode in (Mode.TRACED, Mode.EAGER, Mode.CHECKED)))
ZERO = Runs(*(returned(mode, 0.0, 0.0, effects=2) for mode in (Mode.TRACED, Mode.EAGER, Mode.CHECKED)))
LATE = replace(FINE, traced=Observation(Mode.TRACED, Ending.TIMED_OUT, detail="after 60 s"))
CRASHED = replace(FINE, checked=Observation(Mode.CHECKED, Ending.DIED, detail="killed by SIGSEGV"))


def compiled(*causes: Cause, signature: str = "float32[3]") -> Runs:
    compilations = tuple(Compilation("f", 4, signature, cause) for cause in causes)
    return replace(FINE, traced=replace(FINE.traced, compilations=compilations))


REDEFINED = compiled(Cause.FIRST, Cause.REDEFINED)
CHURNED = compiled(Cause.FIRST, Cause.STATIC)
WEAK = compiled(Cause.FIRST, Cause.WEAK_TYPE)
CLEARED = compiled(Cause.FIRST, Cause.FIRST)
RESHAPED = compiled(Cause.FIRST, Cause.SHAPE)
WARNED = replace(
    FINE, traced=replace(FINE.traced, warned=(Thrown(("UserWarning", "Warning"), "truncated to float32"),))
)

KEPT = [
    ("ok", FINE),
    ("ok", CHURNED),
    ("ok", WEAK),
    ("ok", CLEARED),
    ("ok", WARNED),
    ("raises TracerBoolConversionError", BRANCH),
    ("raises jax.errors.TracerBoolConversionError", BRANCH),
    ('raises TypeError "of x"', BRANCH),
    ("raises TypeError", EVERYWHERE),
    ("warns UserWarning", WARNED),
    ('warns Warning "truncated"', WARNED),
    ("differs", STALE),
    ("differs", EAGER_RAISES),
    ("effects 1 of 2", LOST),
    ("retraces", REDEFINED),
    ("retraces", CHURNED),
    ("retraces", WEAK),
    ("reuses key", REUSED),
    ("leaks", LEAKED),
    ("leaks", ESCAPED),
    ("leaks", HOLDS_TRACER),
    ("nan gradient", NAN),
    ("zero gradient", ZERO),
    ("silent, because zeros are numbers like others", ZERO),
    ("silent, because nothing shows", FINE),
    ("silent, because it was not checked", replace(FINE, checked=None)),
]
BROKEN = [
    ("ok", BRANCH, "it raises jax.errors.TracerBoolConversionError at line 7: of x"),
    ("ok", STALE, "traced, it returns 1 where 2 is expected"),
    ("ok", EAGER_RAISES, "eagerly, it raises ValueError at line 7"),
    ("ok", LOST, "it has 1 effect traced and 2 effects eagerly"),
    ("ok", REUSED, "it reuses a key"),
    ("ok", LEAKED, "it leaks: Exception at line 7: Leaked trace"),
    ("ok", HOLDS_TRACER, "it leaks: the result holds a tracer"),
    ("ok", NAN, "holds a NaN"),
    ("ok", REDEFINED, "`f` of line 4 compiles again for float32[3] (redefined)"),
    ("ok", LATE, "it timed out after 60 s"),
    ("ok", CRASHED, "checked for leaks and reused keys, it died killed by SIGSEGV"),
    ("raises ValueError", BRANCH, "but traced, the program raises jax.errors.TracerBoolConversionError"),
    ('raises TypeError "of y"', BRANCH, "of x"),
    ("raises TypeError", FINE, "the program returns float32[1] [1]"),
    ("raises TypeError", LATE, "timed out after 60 s"),
    ("warns UserWarning", FINE, "the traced run warns of nothing"),
    ('warns UserWarning "int"', WARNED, "the traced run warns of UserWarning"),
    ("differs", FINE, "traced and eagerly the program returns float32[1] [1]"),
    ("differs", BRANCH, "of a program that completes, but it raises"),
    ("effects 1 of 3", LOST, "the traced run has 1 effect and the eager run 2 effects"),
    ("retraces", FINE, "no function of the program is compiled"),
    ("retraces", RESHAPED, "`f` of line 4 for float32[3]"),
    ("retraces", CLEARED, "each signature compiles once"),
    ("reuses key", FINE, "checked, the program returns"),
    ("reuses key", LEAKED, "Leaked trace"),
    ("leaks", FINE, "checked, the program returns"),
    ("leaks", REUSED, "KeyReuseError"),
    ("nan gradient", FINE, "but the program returns"),
    ("zero gradient", FINE, "but the program returns"),
    ("zero gradient", HOLDS_TRACER, "but the program returns"),
    ("zero gradient", BRANCH, "of a program that completes"),
    ("silent, because nothing shows", STALE, "`differs` is observed"),
    ("silent, because nothing shows", LOST, "`effects 1 of 2` is observed"),
    ("silent, because nothing shows", CHURNED, "`retraces` is observed"),
    ("silent, because nothing shows", REUSED, "`reuses key` is observed"),
    ("silent, because nothing shows", LEAKED, "`leaks` is observed"),
    ("silent, because nothing shows", NAN, "`nan gradient` is observed"),
    ("silent, because nothing shows", BRANCH, "of a program that completes"),
]


@pytest.mark.parametrize(("words", "runs"), KEPT)
def test_what_was_expected_is_seen(words: str, runs: Runs) -> None:
    assert list(judge.judge(parse_expectation(words), runs)) == []


@pytest.mark.parametrize(("words", "runs", "told"), BROKEN)
def test_what_was_not_expected_is_told(words: str, runs: Runs, told: str) -> None:
    problems = list(judge.judge(parse_expectation(words), runs))
    assert problems
    assert told in "\n".join(problems)


@pytest.mark.parametrize(
    ("runs", "unchecked"),
    [
        (STALE, Unchecked.EAGER),
        (EAGER_RAISES, Unchecked.EAGER),
        (LOST, Unchecked.EFFECTS),
        (LEAKED, Unchecked.LEAKS),
        (REUSED, Unchecked.KEYS),
        (REDEFINED, Unchecked.COMPILATIONS),
    ],
)
def test_ok_can_do_without_one_check_and_no_other(runs: Runs, unchecked: Unchecked) -> None:
    ok = parse_expectation("ok")
    assert list(judge.judge(ok, runs, frozenset({unchecked}))) == []
    # Without the eager run there are no eager effects either.
    assert list(judge.judge(ok, runs, frozenset(Unchecked) - {unchecked, Unchecked.EAGER}))


def test_without_leaks_and_keys_the_checked_run_may_end_anyhow() -> None:
    ok = parse_expectation("ok")
    assert list(judge.judge(ok, CRASHED, frozenset({Unchecked.LEAKS, Unchecked.KEYS}))) == []
    assert list(judge.judge(ok, CRASHED, frozenset({Unchecked.LEAKS})))


def test_each_expectation_of_several_is_judged() -> None:
    contract = Contract(expectations=(parse_expectation("leaks"), parse_expectation("effects 1 of 2")))
    both = replace(LEAKED, traced=LOST.traced)
    assert list(judge.judge_program(contract, both)) == []
    assert len(list(judge.judge_program(contract, FINE))) == 2


def bad(*words: str, differs: str | None = None) -> Contract:
    return Contract(expectations=tuple(map(parse_expectation, words)), fixed_differs=differs)


def test_the_fixed_program_returns_what_the_bad_one_returns_eagerly() -> None:
    assert list(judge.judge_fixed(bad("raises TypeError"), BRANCH, FINE)) == []
    assert list(judge.judge_fixed(bad("differs"), STALE, FINE)) == [
        "fixed: it returns 1 where 2 is expected, at element 0 of float32[1] (the bad program, run eagerly)"
    ]


def test_the_fixed_program_is_ok() -> None:
    problems = list(judge.judge_fixed(bad("raises TypeError"), BRANCH, BRANCH))
    assert len(problems) == 1
    assert problems[0].startswith("fixed: the program is not ok: it raises")


def test_a_declared_difference_is_there() -> None:
    contract = bad("silent, because it is dropped", differs="the update is kept")
    assert list(judge.judge_fixed(contract, STALE, FINE)) == []
    assert "another result is declared" in "".join(judge.judge_fixed(contract, FINE, FINE))


def test_there_is_nothing_to_compare_where_the_bad_program_raises_eagerly() -> None:
    assert list(judge.judge_fixed(bad("raises TypeError"), EVERYWHERE, FINE)) == []
    assert not judge.keeps_meaning(bad("raises TypeError"), EVERYWHERE)
    assert judge.keeps_meaning(bad("raises TypeError"), BRANCH)


def test_new_draws_have_the_shapes_of_the_old_ones() -> None:
    contract = bad("reuses key")
    longer = replace(FINE, eager=returned(Mode.EAGER, 1.0, 2.0, effects=2))
    assert list(judge.judge_fixed(contract, STALE, FINE)) == []
    assert list(judge.judge_fixed(contract, longer, FINE))


def test_a_number_stands_in_for_nan_and_for_nothing_else() -> None:
    contract = bad("nan gradient")
    half = replace(FINE, eager=returned(Mode.EAGER, math.nan, 1.0, effects=2))
    mended = Runs(*(returned(mode, 5.0, 1.0, effects=2) for mode in (Mode.TRACED, Mode.EAGER, Mode.CHECKED)))
    spoilt = Runs(*(returned(mode, 5.0, 2.0, effects=2) for mode in (Mode.TRACED, Mode.EAGER, Mode.CHECKED)))
    assert list(judge.judge_fixed(contract, half, mended)) == []
    assert list(judge.judge_fixed(contract, half, spoilt))


def test_the_fixed_program_has_every_effect() -> None:
    assert list(judge.judge_fixed(bad("effects 1 of 2"), LOST, FINE)) == []
    fewer = Runs(*(returned(mode, 1.0, effects=1) for mode in (Mode.TRACED, Mode.EAGER, Mode.CHECKED)))
    assert "fixed: 1 effect, where 2 were meant" in list(
        judge.judge_fixed(bad("effects 1 of 2"), LOST, fewer)
    )


def test_the_fixed_program_no_longer_warns() -> None:
    assert "still warns UserWarning" in "".join(judge.judge_fixed(bad("warns UserWarning"), WARNED, WARNED))
    assert list(judge.judge_fixed(bad("warns UserWarning"), WARNED, FINE)) == []


def predicted(*names: str, code: str = "JXL401") -> tuple[Finding, ...]:
    return tuple(Finding(code, "m", Span(7, 0, 7, 1), predicts=name) for name in names)


def test_the_predicted_exception_is_the_one_that_is_raised() -> None:
    contract = bad("raises TypeError")
    good = predicted("ValueError", "jax.errors.TracerBoolConversionError")
    assert list(judge.judge_prediction("JXL401", good, contract, BRANCH)) == []
    problems = list(judge.judge_prediction("JXL401", predicted("ValueError"), contract, BRANCH))
    assert "the findings predict ValueError, but the program raises jax.errors" in problems[0]


def test_findings_of_other_codes_and_without_prediction_claim_nothing() -> None:
    contract = bad("raises TypeError")
    other = predicted("ValueError", code="JXL101")
    assert list(judge.judge_prediction("JXL401", other, contract, BRANCH)) == []
    assert list(judge.judge_prediction(None, other, contract, BRANCH))
    assert list(judge.judge_prediction("JXL401", (), contract, BRANCH)) == []


def test_a_disagreement_on_drawn_inputs_is_told_with_the_input() -> None:
    variation = parse_variation("f(float32[])")
    varied = Varied(3, Disagreement("0", "traced, it returns 1; eagerly, it raises ValueError"))
    (problem,) = judge.judge_varied(variation, varied)
    assert "`vary: f(float32[])`: on (0), the traced call and the eager one disagree: traced" in problem
    assert list(judge.judge_varied(variation, Varied(25))) == []
    assert list(judge.judge_varied(variation, Varied(0, detail="no such function"))) == ["no such function"]


def test_a_promised_ratio_is_kept() -> None:
    timing = Timing("eager", 0.004, "jitted", 0.001, 50, "cpu")
    assert timing.ratio == pytest.approx(4.0)
    assert (
        list(judge.judge_timing(TimingClaim("eager", "jitted"), replace(timing, slow_seconds=0.0001))) == []
    )
    assert list(judge.judge_timing(TimingClaim("eager", "jitted", 3.9), timing)) == []
    (problem,) = judge.judge_timing(TimingClaim("eager", "jitted", 4.1), timing)
    assert "takes 4.00 times as long on cpu" in problem


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        (FINE, "ok"),
        (BRANCH, "jax.errors.TracerBoolConversionError at line 7; runs eagerly"),
        (EVERYWHERE, "TypeError at line 7; eagerly raises TypeError"),
        (LATE, "timed out after 60 s; runs eagerly"),
        (STALE, "differs"),
        (LOST, "effects 1 of 2"),
        (CHURNED, "retraces"),
        (REUSED, "reuses key"),
        (LEAKED, "leaks"),
        (NAN, "nan"),
    ],
)
def test_behaviour_in_a_few_words(runs: Runs, words: str) -> None:
    assert behaviour.summary(runs) == words
