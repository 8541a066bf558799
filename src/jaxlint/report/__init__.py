"""Floor 9: output formats."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator

from jaxlint.engine.result import FileResult


class Format(enum.Enum):
    """Ways to print findings."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def render(results: Iterable[FileResult], output_format: Format, *, color: bool = False) -> Iterator[str]:
    """Pieces of output, each complete with its line end; as early as the format allows."""
    match output_format:
        case Format.TEXT:
            from jaxlint.report import text

            return text.render(results, color=color)
        case Format.CONCISE:
            from jaxlint.report import concise

            return concise.render(results)
        case Format.JSON:
            from jaxlint.report import as_json

            return as_json.render(results)
        case Format.GITHUB:
            from jaxlint.report import github

            return github.render(results)
        case Format.SARIF:
            from jaxlint.report import sarif

            return sarif.render(results)
