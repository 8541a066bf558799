"""One line for one finding: `path:line:column: CODE message`, columns from 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jaxlint.engine.result import FileResult
from jaxlint.report.entries import entries, one_line, printable, shown_path
from jaxlint.text.findings import Finding


def render(results: Iterable[FileResult]) -> Iterator[str]:
    for result in results:
        for finding in entries(result):
            yield f"{headline(result.path, finding)}\n"


def place(path: str, finding: Finding) -> str:
    """Where a finding begins, as editors and terminals take it."""
    return f"{shown_path(path)}:{finding.span.line}:{finding.span.column + 1}"


def headline(path: str, finding: Finding) -> str:
    """The line that stands alone."""
    return f"{place(path, finding)}: {finding.code} {printable(one_line(finding.message))}"
