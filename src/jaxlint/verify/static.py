"""The static half: findings against marks, fixes against the fixed file."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from jaxlint.engine.result import FileResult, FixedFile
from jaxlint.records import dataclass
from jaxlint.text.findings import Finding
from jaxlint.verify.contract import Contract
from jaxlint.verify.fixtures import Fixture, Kind


class Analyser(Protocol):
    """What the verifier needs of the engine: every rule on, every applicable fix taken."""

    def lint(self, text: str, path: str) -> FileResult:
        """The findings of one file."""
        ...

    def fix(self, text: str, path: str) -> FixedFile:
        """The file after its fixes, the unsafe ones included."""
        ...


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What jaxlint says of a fixture, and how that disagrees with its contract."""

    findings: tuple[Finding, ...]
    disagreements: tuple[str, ...]

    @property
    def summary(self) -> str:
        """Codes and lines, or that there are none."""
        lines: dict[str, list[str]] = {}
        for finding in self.findings:
            lines.setdefault(finding.code, []).append(str(finding.span.line))
        return "; ".join(f"{code} at {', '.join(dict.fromkeys(at))}" for code, at in lines.items()) or "quiet"


def diagnose(analyser: Analyser, fixture: Fixture, contract: Contract, text: str) -> Diagnosis:
    """Compare the findings of a fixture with its marks."""
    result = analyser.lint(text, fixture.shown)
    disagreements = [f"line {each.line}: {each.kind.value} {each.message}" for each in result.problems]
    unmarked = list(_unmarked(result.findings, contract))
    unreported = list(_unreported(result.findings, contract))
    match fixture.kind:
        case Kind.BAD:
            disagreements += unmarked + unreported + list(_marks_of_bad(fixture, contract))
        case Kind.GOOD:
            disagreements += unmarked
            if contract.marks:
                disagreements.append("a good file has no `# error:` marks")
        case Kind.TODO if not unmarked and not unreported:
            disagreements.append("the findings have become right: rename this todo file to bad_ or good_")
        case Kind.TODO:
            pass
    return Diagnosis(result.findings, tuple(disagreements))


def diagnose_fix(analyser: Analyser, fixture: Fixture, text: str) -> list[str]:
    """How jaxlint's fix of a bad file disagrees with the fixed file beside it."""
    made = analyser.fix(text, fixture.shown)
    if fixture.fixed is None:
        if made.applied:
            name = f"{fixture.path.stem}.fixed.py"
            return [f"jaxlint fixes this file, but {name} is missing"]
        return []
    golden = fixture.fixed.read_text("utf-8")
    disagreements = []
    if not made.applied:
        disagreements.append(f"jaxlint does not fix this file, but {fixture.fixed.name} exists")
    elif made.after != golden:
        diff = difflib.unified_diff(
            golden.splitlines(),
            made.after.splitlines(),
            fixture.fixed.name,
            "jaxlint's fix",
            lineterm="",
            n=0,
        )
        disagreements.append("\n".join(["the fixed file is not what jaxlint's fix gives:", *list(diff)[:40]]))
    shown = Fixture(fixture.fixed, Kind.GOOD, fixture.group).shown
    return disagreements + [
        f"{fixture.fixed.name} is not quiet: line {finding.span.line}: {finding.code} {finding.message}"
        for finding in analyser.lint(golden, shown).findings
    ]


def _unmarked(findings: tuple[Finding, ...], contract: Contract) -> Iterator[str]:
    for finding in findings:
        if (finding.span.line, finding.code) not in contract.marks:
            yield f"line {finding.span.line}: {finding.code} is reported and not marked: {finding.message}"


def _unreported(findings: tuple[Finding, ...], contract: Contract) -> Iterator[str]:
    reported = {(finding.span.line, finding.code) for finding in findings}
    for line, code in sorted(contract.marks - reported):
        yield f"line {line}: {code} is marked and not reported"


def _marks_of_bad(fixture: Fixture, contract: Contract) -> Iterator[str]:
    if not contract.marks:
        yield "a bad file has at least one `# error:` mark"
    elif fixture.code is not None and fixture.code not in {code for _, code in contract.marks}:
        yield f"no mark is of {fixture.code}, the code of the folder"


def read_program(path: Path) -> str:
    """The text of a fixture, which is UTF-8 as Python's own default is."""
    return path.read_text("utf-8")
