"""SARIF 2.1.0, which code scanning services read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from jaxlint import __version__
from jaxlint.engine.result import FileResult, ProblemKind
from jaxlint.report.entries import STDIN, entries, whole_path
from jaxlint.rules import all_rules
from jaxlint.text.edits import Applicability, Fix
from jaxlint.text.findings import Certainty, Finding
from jaxlint.text.span import Span

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_PROBLEM_CODES = {kind.value for kind in ProblemKind}


def render(results: Iterable[FileResult]) -> Iterator[str]:
    found = [(result.path, finding) for result in results for finding in entries(result)]
    codes = sorted({finding.code for _, finding in found})
    log: Json = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "jaxlint",
                        "version": __version__,
                        "rules": [_rule(code) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(path, finding, codes.index(finding.code)) for path, finding in found],
            }
        ],
    }
    yield json.dumps(log, indent=2) + "\n"


def _rule(code: str) -> Json:
    rule = all_rules().get(code)
    if rule is None:
        return {"id": code, "name": ProblemKind(code).name.lower() if code in _PROBLEM_CODES else code}
    return {"id": code, "name": rule.name, "shortDescription": {"text": rule.summary}}


def _result(path: str, finding: Finding, rule_index: int) -> Json:
    text = finding.message if finding.help is None else f"{finding.message}\nhelp: {finding.help}"
    result: dict[str, Json] = {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": "error" if finding.certainty is Certainty.CERTAIN else "warning",
        "message": {"text": text},
        "locations": [{"physicalLocation": _location(path, finding.span)}],
    }
    if finding.notes:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _location(path if note.path is None else note.path, note.span),
                "message": {"text": note.message},
            }
            for number, note in enumerate(finding.notes)
        ]
    if finding.fix is not None and finding.fix.applicability is not Applicability.DISPLAY:
        result["fixes"] = [_fix(path, finding.fix)]
    return result


def _fix(path: str, fix: Fix) -> Json:
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": _uri(path)},
                "replacements": [
                    {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
                    for edit in fix.edits
                ],
            }
        ],
    }


def _location(path: str, span: Span) -> Json:
    return {"artifactLocation": {"uri": _uri(path)}, "region": _region(span)}


def _region(span: Span) -> Json:
    return {
        "startLine": span.line,
        "startColumn": span.column + 1,
        "endLine": span.end_line,
        "endColumn": span.end_column + 1,
    }


def _uri(path: str) -> str:
    return "stdin:" if path == STDIN else Path(whole_path(path)).as_uri()
