"""What the runs of one program show: each misbehaviour, seen or not, in words."""

from __future__ import annotations

from jaxlint.records import dataclass
from jaxlint.verify import compare
from jaxlint.verify.compare import describe, difference, has_nan
from jaxlint.verify.observation import Cause, Compilation, Ending, LeafKind, Observation, Thrown


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of one program."""

    traced: Observation
    eager: Observation
    checked: Observation | None = None
    """Absent where no expectation asks for it."""


def outcome(run: Observation | None) -> str:
    """How a run ended, in a few words."""
    if run is None:
        return "is not run"
    match run.ending:
        case Ending.RETURNED:
            return f"returns {describe(run.result)}" if run.result is not None else "returns"
        case Ending.RAISED if run.raised is not None:
            return f"raises {_thrown(run.raised)}"
        case ending:
            return " ".join(filter(None, (ending.value, run.detail)))


def _thrown(thrown: Thrown) -> str:
    place = f" at line {thrown.lines[-1]}" if thrown.lines else ""
    first_line = next(iter(thrown.message.splitlines()), "")
    return f"{thrown.name}{place}" + (f": {first_line[:160]}" if first_line else "")


def summary(runs: Runs) -> str:
    """What a reader of the table wants to know of the program."""
    traced, eager = runs.traced, runs.eager
    if traced.ending is not Ending.RETURNED:
        name = traced.raised.name if traced.raised is not None else outcome(traced)
        line = (
            f" at line {traced.raised.lines[-1]}" if traced.raised is not None and traced.raised.lines else ""
        )
        eagerly = "runs eagerly" if eager.ending is Ending.RETURNED else f"eagerly {_brief(eager)}"
        return f"{name}{line}; {eagerly}"
    words = [
        word
        for word, seen in (
            ("differs", differs(runs)),
            ("retraces", retraces(traced)),
            ("reuses key", reuses_key(runs)),
            ("leaks", leaks(runs)),
            ("nan", nan(traced)),
        )
        if seen is not None
    ]
    if traced.effects is not None and traced.effects != eager.effects:
        words.insert(0, f"effects {traced.effects} of {eager.effects}")
    return "; ".join(words) or "ok"


def _brief(run: Observation) -> str:
    return f"raises {run.raised.name}" if run.raised is not None else run.ending.value


def differs(runs: Runs) -> str | None:
    """How the traced run, which completes, disagrees with the eager one."""
    traced, eager = runs.traced, runs.eager
    if traced.ending is not Ending.RETURNED or traced.result is None:
        return None
    if eager.ending is not Ending.RETURNED or eager.result is None:
        return f"traced, it {outcome(traced)}; eagerly, it {outcome(eager)}"
    problem = difference(traced.result, eager.result)
    return None if problem is None else f"traced, it returns {problem} (the eager result)"


def retraces(traced: Observation) -> str | None:
    """The first function that compiles again for shapes and dtypes it has compiled for."""
    seen: set[tuple[str, int, str]] = set()
    for each in traced.compilations:
        key = (each.function, each.line, each.signature)
        if key in seen and each.cause not in (Cause.SHAPE, Cause.FIRST):
            return _again(each)
        seen.add(key)
    return None


def recompiles_needlessly(traced: Observation) -> str | None:
    """The first function that compiles again because it was defined anew, for the same shapes and dtypes."""
    seen: set[tuple[str, int, str]] = set()
    for each in traced.compilations:
        key = (each.function, each.line, each.signature)
        if key in seen and each.cause is Cause.REDEFINED:
            return _again(each)
        seen.add(key)
    return None


def _again(each: Compilation) -> str:
    return f"`{each.function}` of line {each.line} compiles again for {each.signature} ({each.cause.value})"


def reuses_key(runs: Runs) -> str | None:
    """What `jax.debug_key_reuse` says against the program."""
    raised = None if runs.checked is None else runs.checked.raised
    return _thrown(raised) if raised is not None and raised.is_a("KeyReuseError") else None


def leaks(runs: Runs) -> str | None:
    """What shows that a tracer outlives its trace."""
    for run in (runs.checked, runs.traced):
        raised = None if run is None else run.raised
        # The leak checker raises a plain Exception (jax 0.10 to 0.12).
        if raised is not None and (
            raised.is_a("UnexpectedTracerError")
            or (raised.name == "Exception" and raised.message.startswith("Leaked "))
        ):
            return _thrown(raised)
    result = runs.traced.result
    if result is not None and any(leaf.kind is LeafKind.TRACER for leaf in result.leaves):
        return "the result holds a tracer"
    return None


def nan(traced: Observation) -> str | None:
    """The result, where it holds a NaN."""
    if traced.result is not None and has_nan(traced.result):
        return f"the result holds a NaN: {describe(traced.result)}"
    return None


def is_zero(traced: Observation) -> bool:
    """Whether the result is nothing but zeros."""
    return traced.result is not None and compare.is_zero(traced.result)


def warning(traced: Observation, name: str, fragment: str | None) -> Thrown | None:
    """The first warning of this class with this text."""
    for each in traced.warned:
        if each.is_a(name) and (fragment is None or fragment in each.message):
            return each
    return None
