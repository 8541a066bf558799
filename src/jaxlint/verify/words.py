"""Words that the table and the reports share."""

from __future__ import annotations

from jaxlint.verify.verdict import Verification


def duration(seconds: float) -> str:
    """A time with a unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} us"


def summary_line(verification: Verification) -> str:
    """How many fixtures agree, on what, in what time."""
    machine = verification.machine
    counts = [f"{_count(len(verification.verdicts))} verified"]
    skipped = sum(verdict.skipped is not None for verdict in verification.verdicts)
    if skipped:
        counts.append(f"{skipped} not run")
    wrong = len(verification.disagreeing)
    counts.append("all agree" if not wrong else f"{wrong} disagree" + ("s" if wrong == 1 else ""))
    return (
        f"{', '.join(counts)}; jax {machine.jax}, Python {machine.python}, "
        f"{machine.platform} ({machine.device}); {verification.seconds:.1f} s"
    )


def _count(number: int) -> str:
    return f"{number} fixture" + ("" if number == 1 else "s")
