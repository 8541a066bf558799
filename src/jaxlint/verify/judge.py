"""Contract against observation: every disagreement, in words for the author of the fixture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from jaxlint.text.findings import Finding
from jaxlint.verify import behaviour
from jaxlint.verify.behaviour import Runs, outcome
from jaxlint.verify.compare import difference
from jaxlint.verify.contract import Contract, TimingClaim, Unchecked
from jaxlint.verify.expectations import (
    Differs,
    Effects,
    Expectation,
    Leaks,
    NanGradient,
    Ok,
    Raises,
    Retraces,
    ReusesKey,
    Silent,
    Warns,
    ZeroGradient,
)
from jaxlint.verify.observation import Ending, Timing, Varied
from jaxlint.verify.variation import Variation


def judge_program(contract: Contract, runs: Runs) -> Iterator[str]:
    """Where the program does not behave as its contract says."""
    for expectation in contract.expectations:
        yield from judge(expectation, runs, contract.unchecked)


def judge(
    expectation: Expectation, runs: Runs, unchecked: frozenset[Unchecked] = frozenset()
) -> Iterator[str]:
    """Where the program does not do what one expectation says."""
    match expectation:
        case Ok():
            yield from _judge_ok(runs, unchecked)
        case Raises(name, fragment):
            raised = runs.traced.raised
            if raised is None or not raised.is_a(name) or (fragment or "") not in raised.message:
                yield f"`{expectation}` is expected, but traced, the program {outcome(runs.traced)}"
        case Warns(name, fragment):
            yield from _must_return(expectation, runs)
            if behaviour.warning(runs.traced, name, fragment) is None:
                seen = ", ".join(dict.fromkeys(each.name for each in runs.traced.warned)) or "nothing"
                yield f"`{expectation}` is expected, but the traced run warns of {seen}"
        case Differs():
            yield from _must_return(expectation, runs)
            if runs.traced.ending is Ending.RETURNED and behaviour.differs(runs) is None:
                yield f"`differs` is expected, but traced and eagerly the program {outcome(runs.traced)}"
        case Effects(happened, made):
            yield from _must_return(expectation, runs)
            if (runs.traced.effects, runs.eager.effects) != (happened, made):
                yield (
                    f"`{expectation}` is expected, but the traced run has {_effects(runs.traced.effects)} "
                    f"and the eager run {_effects(runs.eager.effects)}{_details(runs)}"
                )
        case Retraces():
            yield from _must_return(expectation, runs)
            if behaviour.retraces(runs.traced) is None:
                yield f"`retraces` is expected, but each signature compiles once: {_compilations(runs)}"
        case ReusesKey():
            if behaviour.reuses_key(runs) is None:
                yield f"`reuses key` is expected, but checked, the program {outcome(runs.checked)}"
        case Leaks():
            if behaviour.leaks(runs) is None:
                yield f"`leaks` is expected, but checked, the program {outcome(runs.checked)}"
        case NanGradient():
            yield from _must_return(expectation, runs)
            if runs.traced.ending is Ending.RETURNED and behaviour.nan(runs.traced) is None:
                yield f"`nan gradient` is expected, but the program {outcome(runs.traced)}"
        case ZeroGradient():
            yield from _must_return(expectation, runs)
            if runs.traced.ending is Ending.RETURNED and not behaviour.is_zero(runs.traced):
                yield f"`zero gradient` is expected, but the program {outcome(runs.traced)}"
        case Silent():
            yield from _must_return(expectation, runs)
            for word, observed in _misbehaviours(runs):
                if observed is not None:
                    yield f"`silent` is declared, but `{word}` is observed: {observed}"
        case _:
            assert_never(expectation)


def _must_return(expectation: Expectation, runs: Runs) -> Iterator[str]:
    if runs.traced.ending is not Ending.RETURNED:
        yield f"`{expectation}` is expected of a program that completes, but it {outcome(runs.traced)}"


def _misbehaviours(runs: Runs) -> Iterator[tuple[str, str | None]]:
    if runs.traced.ending is Ending.RETURNED:
        yield "differs", behaviour.differs(runs)
        yield "nan gradient", behaviour.nan(runs.traced)
        yield "retraces", behaviour.retraces(runs.traced)
        if runs.eager.ending is Ending.RETURNED and runs.traced.effects != runs.eager.effects:
            seen = f"{_effects(runs.traced.effects)} traced, {_effects(runs.eager.effects)} eagerly"
            yield f"effects {runs.traced.effects} of {runs.eager.effects}", seen
    yield "leaks", behaviour.leaks(runs)
    yield "reuses key", behaviour.reuses_key(runs)


def _judge_ok(runs: Runs, unchecked: frozenset[Unchecked]) -> Iterator[str]:
    traced, eager, checked = runs.traced, runs.eager, runs.checked
    if traced.ending is not Ending.RETURNED:
        yield f"the program is not ok: it {outcome(traced)}"
        return
    if Unchecked.EAGER not in unchecked:
        if eager.ending is not Ending.RETURNED:
            yield f"the program is not ok: eagerly, it {outcome(eager)}"
        elif (problem := behaviour.differs(runs)) is not None:
            yield f"the program is not ok: {problem}"
        if (
            eager.ending is Ending.RETURNED
            and Unchecked.EFFECTS not in unchecked
            and traced.effects != eager.effects
        ):
            yield (
                f"the program is not ok: it has {_effects(traced.effects)} traced "
                f"and {_effects(eager.effects)} eagerly{_details(runs)}"
            )
    if (problem := behaviour.nan(traced)) is not None:
        yield f"the program is not ok: {problem}"
    problem = behaviour.recompiles_needlessly(traced)
    if problem is not None and Unchecked.COMPILATIONS not in unchecked:
        yield f"the program is not ok: {problem}"
    if (problem := behaviour.leaks(runs)) is not None:
        if Unchecked.LEAKS not in unchecked:
            yield f"the program is not ok: it leaks: {problem}"
    elif (problem := behaviour.reuses_key(runs)) is not None:
        if Unchecked.KEYS not in unchecked:
            yield f"the program is not ok: it reuses a key: {problem}"
    elif unchecked >= {Unchecked.LEAKS, Unchecked.KEYS}:
        return
    elif checked is not None and checked.ending is not Ending.RETURNED:
        yield f"the program is not ok: checked for leaks and reused keys, it {outcome(checked)}"


def judge_fixed(bad: Contract, bad_runs: Runs, fixed_runs: Runs) -> Iterator[str]:
    """Where the fixed program is not ok, still misbehaves, or means something else than the bad one did."""
    for problem in _judge_ok(fixed_runs, bad.unchecked):
        yield f"fixed: {problem}"
    for expectation in bad.expectations:
        if isinstance(expectation, Warns) and (
            behaviour.warning(fixed_runs.traced, expectation.name, expectation.fragment) is not None
        ):
            yield f"fixed: the program still {expectation}"
        if (
            isinstance(expectation, Effects)
            and bad.fixed_differs is None
            and fixed_runs.traced.effects != expectation.made
        ):
            yield f"fixed: {_effects(fixed_runs.traced.effects)}, where {expectation.made} were meant"
    yield from _judge_meaning(bad, bad_runs, fixed_runs)


def keeps_meaning(bad: Contract, bad_runs: Runs) -> bool:
    """Whether the fixed program is to return what the bad one returns eagerly, numbers included."""
    return (
        bad_runs.eager.ending is Ending.RETURNED
        and bad.fixed_differs is None
        and not any(isinstance(each, ReusesKey) for each in bad.expectations)
    )


def _judge_meaning(bad: Contract, bad_runs: Runs, fixed_runs: Runs) -> Iterator[str]:
    meant, found = bad_runs.eager.result, fixed_runs.traced.result
    if bad_runs.eager.ending is not Ending.RETURNED or meant is None or found is None:
        return
    problem = difference(
        found,
        meant,
        values=bad.fixed_differs is not None or keeps_meaning(bad, bad_runs),
        nan_matches=any(isinstance(each, NanGradient) for each in bad.expectations),
    )
    if bad.fixed_differs is None and problem is not None:
        yield f"fixed: it returns {problem} (the bad program, run eagerly)"
    if bad.fixed_differs is not None and problem is None:
        yield "fixed: another result is declared, but it returns what the bad program returns eagerly"


def judge_prediction(
    code: str | None, findings: tuple[Finding, ...], contract: Contract, runs: Runs
) -> Iterator[str]:
    """Whether the exception that the findings name is the one that is raised.

    JAX stops at the first misuse, so one of several findings suffices.
    """
    raised = runs.traced.raised
    if raised is None or not any(isinstance(each, Raises) for each in contract.expectations):
        return
    predicted = {
        name
        for finding in findings
        if finding.predicts is not None and code in (None, finding.code)
        for name in finding.predicts.split(" or ")
    }
    if predicted and not any(raised.is_a(name) for name in predicted):
        yield f"the findings predict {' or '.join(sorted(predicted))}, but the program {outcome(runs.traced)}"


def judge_varied(variation: Variation, varied: Varied) -> Iterator[str]:
    """Whether hypothesis found an input on which traced and eager calls disagree."""
    if varied.detail:
        yield varied.detail
    if varied.disagreement is not None:
        yield (
            f"`vary: {variation}`: on ({varied.disagreement.arguments}), the traced call and the eager one "
            f"disagree: {varied.disagreement.difference}"
        )


def judge_timing(claim: TimingClaim, timing: Timing) -> Iterator[str]:
    """Whether the promised ratio was measured."""
    if timing.detail:
        yield timing.detail
    elif claim.ratio is not None and timing.ratio <= claim.ratio:
        yield (
            f"`{claim.slow}` is to take more than {claim.ratio:g} times as long as `{claim.fast}`, "
            f"and takes {timing.ratio:.2f} times as long on {timing.device}"
        )


def _effects(count: int | None) -> str:
    return "no countable effects" if count is None else f"{count} effect" + ("" if count == 1 else "s")


def _details(runs: Runs) -> str:
    details = dict.fromkeys(each.detail for each in (runs.traced, runs.eager) if each.detail)
    return f" ({'; '.join(details)})" if details else ""


def _compilations(runs: Runs) -> str:
    words = [
        f"`{each.function}` of line {each.line} for {each.signature}" for each in runs.traced.compilations
    ]
    return "; ".join(words) or "no function of the program is compiled"
