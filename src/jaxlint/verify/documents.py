"""A verification as JSON for machines and as Markdown for a repository."""

from __future__ import annotations

import json

import jaxlint
from jaxlint.verify.observation import Timing
from jaxlint.verify.verdict import Verdict, Verification
from jaxlint.verify.words import duration


def to_json(verification: Verification) -> str:
    """Everything that is known, in a stable order."""
    machine = verification.machine
    return json.dumps(
        {
            "jaxlint": jaxlint.__version__,
            "python": machine.python,
            "jax": machine.jax,
            "jaxlib": machine.jaxlib,
            "platform": machine.platform,
            "device": machine.device,
            "seconds": round(verification.seconds, 3),
            "agrees": not verification.disagreeing,
            "fixtures": [_verdict(verdict) for verdict in verification.verdicts],
        },
        indent=1,
    )


def _verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "group": verdict.fixture.group,
        "path": verdict.fixture.shown,
        "kind": verdict.fixture.kind.value,
        "expected": verdict.expected,
        "diagnosis": verdict.diagnosis,
        "behaviour": verdict.behaviour,
        "fix": verdict.fix or None,
        "skipped": verdict.skipped,
        "agrees": verdict.agrees,
        "disagreements": list(verdict.disagreements),
        "timings": [_timing(timing) for timing in verdict.timings],
    }


def _timing(timing: Timing) -> dict[str, object]:
    return {
        "slow": timing.slow,
        "slow_seconds": timing.slow_seconds,
        "fast": timing.fast,
        "fast_seconds": timing.fast_seconds,
        "ratio": timing.ratio,
        "repeats": timing.repeats,
        "device": timing.device,
    }


def to_markdown(verification: Verification) -> str:
    """The report that is kept beside the fixtures; it has no date and no absolute path."""
    machine = verification.machine
    lines = [
        "# What the fixtures do",
        "",
        "Written by `jaxlint verify --report`. Each program was run, traced and eagerly, in a process of its",
        "own, and what it did was compared with what jaxlint says of it.",
        "",
        "| | |",
        "|---|---|",
        f"| device | {machine.platform}: {machine.device} |",
        f"| jax | {machine.jax} |",
        f"| jaxlib | {machine.jaxlib} |",
        f"| Python | {machine.python} |",
        f"| fixtures | {len(verification.verdicts)} |",
        f"| disagreements | {len(verification.disagreeing)} |",
        "",
        "| rule | fixture | diagnosis | behaviour | fix | agrees |",
        "|---|---|---|---|---|---|",
    ]
    for verdict in verification.verdicts:
        cells = (
            verdict.fixture.group,
            f"`{verdict.fixture.path.name}`",
            verdict.diagnosis,
            verdict.behaviour if verdict.skipped is None else f"not run: {verdict.skipped}",
            verdict.fix or "-",
            "yes" if verdict.agrees else "no",
        )
        lines.append(f"| {' | '.join(_cell(each) for each in cells)} |")
    lines += _timing_lines(verification)
    for verdict in verification.disagreeing:
        lines += ["", f"## {verdict.fixture.group}/{verdict.fixture.path.name}", ""]
        lines += [f"- {disagreement}" for disagreement in verdict.disagreements]
    return "\n".join(lines) + "\n"


def _timing_lines(verification: Verification) -> list[str]:
    rows = [
        (
            f"{verdict.fixture.group}/`{verdict.fixture.path.name}`",
            f"`{timing.slow}` {duration(timing.slow_seconds)}",
            f"`{timing.fast}` {duration(timing.fast_seconds)}",
            f"{timing.ratio:.2f}",
            str(timing.repeats),
            timing.device,
        )
        for verdict in verification.verdicts
        for timing in verdict.timings
    ]
    if not rows:
        return []
    return [
        "",
        "Timings are medians of warm calls, each awaited until its result is ready.",
        "",
        "| fixture | first | second | ratio | repeats | device |",
        "|---|---|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")
