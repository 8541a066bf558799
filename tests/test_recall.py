"""Programs in the styles of real code, beyond the fixtures: every marked line is reported, and no other.

They follow the contract of the fixtures, so `jaxlint verify tests/data/programs` runs them on JAX.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from jaxlint.engine.config import Config
from jaxlint.engine.linter import lint_text
from jaxlint.verify.contract import read_contract

PROGRAMS = sorted((Path(__file__).parent / "data" / "programs").glob("*.py"))

MISSED = {
    "bad_optax_schedule_branches": "optax does not tell when it calls a schedule",
}
"""Programs that jaxlint does not get right, with the reason. Who mends one takes it out."""


def test_there_are_programs_of_both_kinds() -> None:
    names = [path.name for path in PROGRAMS]
    assert sum(name.startswith("bad_") for name in names) >= 140
    assert sum(name.startswith("good_") for name in names) >= 120
    assert {name.partition("_")[0] for name in names} == {"bad", "good"}


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_marked_lines_are_reported(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    marks = read_contract(text).marks
    assert bool(marks) == path.name.startswith("bad_")
    result = lint_text(text, str(path), Config(root=path.parent))
    assert result.problems == ()
    found = {(finding.span.line, finding.code) for finding in result.findings}
    assert (found == marks) != (path.stem in MISSED), f"reported: {found}, marked: {set(marks)}"
    assert found <= marks, "a false alarm"
