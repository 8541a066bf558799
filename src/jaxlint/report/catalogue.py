"""The catalogue of rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from jaxlint.engine.pages import PageMissingError, read_facts, read_page
from jaxlint.records import dataclass
from jaxlint.rules import all_rules


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    name: str
    default: str
    fix: str
    summary: str


def render_text() -> str:
    """A table for the terminal."""
    rows = [_Row("code", "name", "default", "fix", "summary"), *_rows()]
    cells = [(row.code, row.name, row.default, row.fix, row.summary) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)) for row in cells)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def render_json() -> str:
    """A list of objects for programs."""
    return json.dumps([asdict(row) for row in _rows()], indent=2) + "\n"


def _rows() -> Iterator[_Row]:
    for code, rule in all_rules().items():
        try:
            fix = read_facts(read_page(rule)).fix
        except PageMissingError:
            fix = "unknown"
        yield _Row(code, rule.name, "on" if rule.on_by_default else "off", fix, rule.summary)
