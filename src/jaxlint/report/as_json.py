"""JSON for programs, in the shape of ruff's: one list, rows and columns from 1, absolute file names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from jaxlint.engine.result import FileResult
from jaxlint.report.entries import entries, whole_path
from jaxlint.text.edits import Fix
from jaxlint.text.findings import Finding
from jaxlint.text.span import Span

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


def render(results: Iterable[FileResult]) -> Iterator[str]:
    found = [_finding(result.path, finding) for result in results for finding in entries(result)]
    yield json.dumps(found, indent=2) + "\n"


def _finding(path: str, finding: Finding) -> Json:
    return {
        "code": finding.code,
        "message": finding.message,
        "filename": whole_path(path),
        **_range(finding.span),
        "certainty": finding.certainty.value,
        "predicts": finding.predicts,
        "notes": [
            {
                "message": note.message,
                "filename": whole_path(path if note.path is None else note.path),
                **_range(note.span),
            }
            for note in finding.notes
        ],
        "help": finding.help,
        "fix": None if finding.fix is None else _fix(finding.fix),
    }


def _fix(fix: Fix) -> Json:
    return {
        "applicability": fix.applicability.value,
        "message": fix.title,
        "edits": [{"content": edit.text, **_range(edit.span)} for edit in fix.edits],
    }


def _range(span: Span) -> dict[str, Json]:
    return {
        "location": {"row": span.line, "column": span.column + 1},
        "end_location": {"row": span.end_line, "column": span.end_column + 1},
    }
