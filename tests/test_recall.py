"""Programs in the styles of real code, beyond the fixtures: every marked line is reported, and no other.

They follow the contract of the fixtures, so `jaxlint verify tests/data/programs` runs them on JAX, and
`benchmarks/recall.py` counts them. What jaxlint does not get right is named `todo_`, and says why.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from jaxlint.engine.config import Config, Selection
from jaxlint.engine.linter import lint_text
from jaxlint.verify.contract import read_contract

PROGRAMS = sorted((Path(__file__).parent / "data" / "programs").glob("*.py"))


def test_there_are_programs_of_both_kinds() -> None:
    names = [path.name for path in PROGRAMS]
    assert sum(name.startswith("bad_") for name in names) >= 280
    assert sum(name.startswith("good_") for name in names) >= 120
    assert {name.partition("_")[0] for name in names} == {"bad", "good", "todo"}


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_marked_lines_are_reported(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    contract = read_contract(text)
    assert bool(contract.marks) != path.name.startswith("good_")
    assert bool(contract.todo) == path.name.startswith("todo_")
    marked = tuple({code for _, code in contract.marks})
    config = Config(root=path.parent, selections=(Selection(extend_select=marked),))
    result = lint_text(text, str(path), config)
    assert result.problems == ()
    found = {(finding.span.line, finding.code) for finding in result.findings}
    is_right = found == contract.marks
    assert is_right != (contract.todo is not None), f"reported: {found}, marked: {set(contract.marks)}"
    assert found <= contract.marks, "a false alarm"
