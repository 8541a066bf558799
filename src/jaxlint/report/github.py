"""Workflow commands, which GitHub Actions turns into annotations of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jaxlint.engine.result import FileResult
from jaxlint.report.concise import headline
from jaxlint.report.entries import entries, whole_path


def render(results: Iterable[FileResult]) -> Iterator[str]:
    for result in results:
        for finding in entries(result):
            span = finding.span
            properties = {
                "title": f"jaxlint ({finding.code})",
                "file": whole_path(result.path),
                "line": str(span.line),
                "col": str(span.column + 1),
                "endLine": str(span.end_line),
                "endColumn": str(span.end_column + 1),
            }
            message = headline(result.path, finding)
            if finding.help is not None:
                message += f"\n  help: {finding.help}"
            listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
            yield f"::error {listed}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
