"""What jaxlint says of a program against what JAX made of it."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator

from jaxlint.engine.collecting import not_collecting
from jaxlint.engine.config import Config
from jaxlint.engine.linter import lint_text
from jaxlint.engine.result import FileResult
from jaxlint.records import dataclass
from jaxlint.text.findings import Certainty, Finding
from jaxlint.verify.oracle.contexts import unsettled
from jaxlint.verify.oracle.observed import Observed, Refusal
from jaxlint.verify.oracle.program import PATH, Program
from jaxlint.verify.oracle.spoken_of import is_spoken_of

PURITY = "JXL1"
"""The family of rules that predict a difference and no exception."""
DIFFERENCE = "a difference from the eager run"
CONCRETE = "JXL4"
"""The family of rules that speak of lines under a transformation alone."""


class Fault(enum.Enum):
    """Ways to disagree."""

    MISSED = "not reported"
    OTHER_CLASS = "reported with another exception"
    FALSE = "reported, and JAX takes it"
    DIFFERS = "compiled and eager differ, and no purity rule says why"
    BROKEN = "jaxlint failed"
    ENDED = "the child process ended"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One disagreement, about one line of the program as it was mended until then."""

    fault: Fault
    about: str
    """The exception, or the code of the rule: what stays the same when the program is shortened."""
    program: Program
    line: int = 0
    detail: str = ""

    @property
    def kind(self) -> tuple[Fault, str]:
        """What two disagreements have in common."""
        return self.fault, self.about

    def __str__(self) -> str:
        statement = self.program.lines[self.line - 1].text if self.line else ""
        return f"line {self.line}: {self.fault.value}: {self.about}: {statement}\n    {self.detail}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything that can be said of one program."""

    disagreements: tuple[Disagreement, ...]
    agreed: tuple[str, ...] = ()
    """The exceptions that jaxlint foresaw."""
    unspoken: tuple[str, ...] = ()
    """What JAX raised of which no rule speaks yet."""
    ran: bool = False


def judge(program: Program, observed: Observed) -> Judgement:
    """Compare findings with refusals, mending by mending, and then with the program that runs.

    What is said of the program as it was written counts for each refusal; where that says nothing of it, jaxlint is
    asked again about the program as it was mended until then.
    """
    if observed.ended is not None:
        return Judgement((Disagreement(Fault.ENDED, observed.ended, program),))
    disagreements: list[Disagreement] = []
    agreed, unspoken = [], []
    first = result = lint(program)
    disagreements += _broken(program, result)
    for refusal in observed.refusals:
        if not _foresees(first, refusal) and result.text != program.text:
            result = lint(program)
            disagreements += _broken(program, result)
        at_line = [each for each in result.findings if each.span.line == refusal.line]
        if _foresees(first, refusal) or _foresees(result, refusal):
            agreed.append(refusal.error)
        elif not is_spoken_of(refusal):
            unspoken.append(f"{refusal.error}: {refusal.message}")
        else:
            said = [each for each in at_line if each.predicts is not None]
            fault = Fault.OTHER_CLASS if said else Fault.MISSED
            detail = "; ".join(_words(each) for each in said) or refusal.message
            disagreements.append(Disagreement(fault, refusal.error, program, refusal.line, detail))
        mended = program.mend(refusal.line) if refusal.line else None
        if mended is None:
            return Judgement(tuple(disagreements), tuple(agreed), tuple(unspoken))
        program = mended
    if observed.ran:
        result = result if result.text == program.text else lint(program)
        disagreements += _of_final(program, observed, result)
        if observed.difference is not None and _is_impure(result):
            agreed.append(DIFFERENCE)
        if observed.eager is not None:
            unspoken.append(f"eagerly, {observed.eager.error}: {observed.eager.message}")
    return Judgement(tuple(disagreements), tuple(agreed), tuple(unspoken), observed.ran)


def _of_final(program: Program, observed: Observed, result: FileResult) -> Iterator[Disagreement]:
    """What is reported of a program that runs."""
    yield from _broken(program, result)
    elsewhere = unsettled(program, observed)
    for each in result.findings:
        certain = each.certainty is Certainty.CERTAIN and each.predicts is not None
        of_tracers = each.code.startswith(CONCRETE)
        if each.span.line in elsewhere:
            continue
        if observed.leaves_out(each.span.line, each.span.column):
            continue
        if certain and each.span.line in (observed.traced if of_tracers else observed.reached):
            yield Disagreement(Fault.FALSE, each.code, program, each.span.line, _words(each))
    if observed.difference is not None and not _is_impure(result):
        yield Disagreement(Fault.DIFFERS, "", program, detail=observed.difference)


def _foresees(result: FileResult, refusal: Refusal) -> bool:
    return any(each.span.line == refusal.line and refusal.is_a(each.predicts) for each in result.findings)


def _broken(program: Program, result: FileResult) -> Iterator[Disagreement]:
    for each in result.problems:
        yield Disagreement(Fault.BROKEN, re.sub(r"\d+", "N", each.message), program, each.line)


def _is_impure(result: FileResult) -> bool:
    return any(each.code.startswith(PURITY) for each in result.findings)


def lint(program: Program) -> FileResult:
    """The findings of every rule, the possible ones included."""
    with not_collecting():
        return lint_text(program.text, PATH, Config(pedantic=True), select_all=True, exact=False)


def _words(finding: Finding) -> str:
    return f"{finding.code} {finding.message} ({finding.certainty.value}, {finding.predicts})"
