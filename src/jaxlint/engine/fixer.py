"""Fixing one file: lint it, apply what may be applied, and lint again until nothing changes."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from jaxlint.engine.config import Config
from jaxlint.engine.linter import lint_text
from jaxlint.engine.project import lint_paths
from jaxlint.engine.result import FileResult, FixedFile, Problem, ProblemKind
from jaxlint.records import dataclass
from jaxlint.text.edits import Applicability, Edit, OverlappingEditsError, apply_edits
from jaxlint.text.findings import Finding

MAX_ROUNDS = 10
"""A fix may make room for another one; none needs more rounds than this."""


def fix_text(
    text: str, path: str, config: Config | None = None, *, unsafe: bool = False, select_all: bool = False
) -> FixedFile:
    """The file after its safe fixes (with `unsafe`: and those that may change results).

    Sketches are never applied.
    """
    fixer = _Fixer(path, unsafe=unsafe)
    current = text
    result = lint_text(current, path, config, select_all=select_all)
    for _ in range(MAX_ROUNDS):
        after = fixer.round(current, result.findings)
        if after == current:
            break
        current = after
        result = lint_text(current, path, config, select_all=select_all)
    return FixedFile(path, text, current, fixer.applied, result.findings, tuple(fixer.problems))


def fix_paths(
    paths: Sequence[Path], config: Config, *, unsafe: bool = False
) -> Iterator[tuple[FixedFile, FileResult]]:
    """Each file of a project after its fixes, with what linting the fixed project gives for it.

    Files are fixed in step: a fix may stand in a helper that only another file makes misbehave.
    """
    before: dict[Path, str] = {}
    edited: dict[Path, str] = {}
    fixers = {path: _Fixer(str(path), unsafe=unsafe) for path in paths}
    for _ in range(MAX_ROUNDS):
        results = dict(zip(paths, lint_paths(paths, config, edited), strict=True))
        changed = False
        for path, result in results.items():
            before.setdefault(path, result.text)
            after = fixers[path].round(result.text, result.findings)
            if after != result.text:
                edited[path] = after
                changed = True
        if not changed:
            break
    else:
        results = dict(zip(paths, lint_paths(paths, config, edited), strict=True))
    for path, result in results.items():
        fixer = fixers[path]
        yield (
            FixedFile(
                result.path, before[path], result.text, fixer.applied, result.findings, tuple(fixer.problems)
            ),
            result,
        )


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A finding with the edits that cure it."""

    finding: Finding
    edits: tuple[Edit, ...]


class _Fixer:
    """Applies fixes to successive texts of one file, and counts them."""

    def __init__(self, path: str, *, unsafe: bool) -> None:
        self.path = path
        self.allowed = {Applicability.SAFE, Applicability.UNSAFE} if unsafe else {Applicability.SAFE}
        self.applied = 0
        self.problems: list[Problem] = []
        self._broken: set[tuple[str, str, tuple[str, ...]]] = set()

    def round(self, text: str, findings: Iterable[Finding]) -> str:
        """The text after as many of the fixes as go together; the text itself where there is none."""
        chosen = self._compatible(findings)
        after = _applied(text, chosen)
        if after is None:
            # One of them breaks the program: each is tried alone, and kept only if the rest stays whole.
            kept: list[_Chosen] = []
            after = text
            for one in chosen:
                together = _applied(text, [*kept, one])
                if together is None:
                    self._drop(one)
                else:
                    kept.append(one)
                    after = together
            chosen = kept
        self.applied += len(chosen)
        return after

    def _compatible(self, findings: Iterable[Finding]) -> list[_Chosen]:
        """Fixes of which no two touch the same text, those that stand first before the others."""
        chosen: list[_Chosen] = []
        taken: set[Edit] = set()
        for finding in sorted(findings, key=lambda finding: (finding.span, finding.code)):
            fix = finding.fix
            if fix is None or fix.applicability not in self.allowed or _identity(finding) in self._broken:
                continue
            # An import that two fixes need is the same edit, and made once.
            edits = tuple(edit for edit in dict.fromkeys(fix.edits) if edit not in taken)
            if any(_touch(edit, other) for edit in edits for other in taken):
                continue
            taken.update(edits)
            chosen.append(_Chosen(finding, fix.edits))
        return chosen

    def _drop(self, chosen: _Chosen) -> None:
        finding = chosen.finding
        self._broken.add(_identity(finding))
        title = finding.fix.title if finding.fix is not None else ""
        message = f"the fix of {finding.code} ({title}) would not parse, and is left out (please report this)"
        self.problems.append(
            Problem(ProblemKind.INTERNAL, self.path, message, finding.span.line, finding.span.column)
        )


def _identity(finding: Finding) -> tuple[str, str, tuple[str, ...]]:
    """What tells a fix from the others of a file while lines move."""
    edits = () if finding.fix is None else tuple(edit.text for edit in finding.fix.edits)
    return finding.code, finding.message, edits


def _touch(a: Edit, b: Edit) -> bool:
    """Whether two edits overlap or meet."""
    return (a.span.line, a.span.column) <= (b.span.end_line, b.span.end_column) and (
        b.span.line,
        b.span.column,
    ) <= (a.span.end_line, a.span.end_column)


def _applied(text: str, chosen: Iterable[_Chosen]) -> str | None:
    """The text with all these edits, if Python still reads it."""
    try:
        after = apply_edits(text, [edit for one in chosen for edit in one.edits])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(after)
    except (OverlappingEditsError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return after
