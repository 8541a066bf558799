"""Every operation under every transformation: what jaxlint says of a cell is what the installed JAX does in it.

The rows and columns are in `data/matrix.py`; no outcome is written down anywhere.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from jaxlint.engine.config import Config
from jaxlint.engine.linter import lint_text
from jaxlint.text.findings import Finding
from jaxlint.verify.pool import QUICK_COMPILATION

MATRIX = Path(__file__).parent / "data" / "matrix.py"
PROCESSES = 2
SECONDS = 900

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("jax", "scipy")),
    reason="jax is not installed: pip install 'flake8-jaxlint[verify]'",
)

NOT_PREDICTED = {
    "np.argsort(x)": "works on the tracers of jit; elsewhere JAX fails in compiling the sort for NumPy's sake",
}
"""Operations that raise in cells where jaxlint is silent, with the reason. Who mends one takes it out."""

SECOND_CALL = "JXL1"
"""What becomes constant or happens once shows in the second call; a cell is one call."""


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("matrix", MATRIX)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


matrix = _load()


@dataclass(frozen=True)
class Cell:
    operation: str
    transformation: str
    raises: tuple[str, ...]
    """The class of what JAX raises, and its bases; nothing where it raises nothing."""
    here: tuple[Finding, ...]
    """Findings on the lines of the operation."""
    elsewhere: tuple[Finding, ...]
    by_itself: bool
    """The operation raises on a plain array as well: no matter of tracing."""

    @property
    def outcome(self) -> str:
        said = [f"{each.code} {each.predicts or 'silent'}" for each in self.here + self.elsewhere]
        return f"JAX: {self.raises[0] if self.raises else 'ok'} | jaxlint: {', '.join(said) or 'quiet'}"

    def agrees(self, finding: Finding) -> bool:
        """A finding without an exception is about what goes wrong silently: a cell shows it by an assertion."""
        if finding.predicts is None:
            return self.raises[:1] == ("AssertionError",)
        return finding.predicts.rpartition(".")[2] in self.raises


@pytest.fixture(scope="module")
def cells() -> list[Cell]:
    """Every cell. JAX is at work in its processes while jaxlint predicts in this one."""
    children = _start_jax()
    predictions = {
        (operation.name, transformation): _predict(operation, transformation)
        for operation in matrix.OPERATIONS
        for transformation in matrix.columns(operation)
    }
    outcomes: dict[str, dict[str, list[str]]] = {}
    for child in children:
        output, _ = child.communicate(timeout=SECONDS)
        assert child.returncode == 0
        outcomes |= json.loads(output)
    return [
        Cell(
            operation,
            transformation,
            tuple(outcomes[operation][transformation]),
            *findings,
            by_itself=bool(outcomes[operation]["none"]),
        )
        for (operation, transformation), findings in predictions.items()
    ]


def _start_jax() -> list[subprocess.Popen[str]]:
    # Filtering tracebacks takes half of the time.
    environment = os.environ | QUICK_COMPILATION | {"JAX_PLATFORMS": "cpu", "JAX_TRACEBACK_FILTERING": "off"}
    return [
        subprocess.Popen(
            [sys.executable, str(MATRIX), str(part), str(PROCESSES)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for part in range(PROCESSES)
    ]


def _predict(operation: Any, transformation: str) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What jaxlint reports on the lines of the operation, and elsewhere."""
    text, lines = matrix.program(operation, transformation)
    result = lint_text(text, "cell.py", Config(root=Path(__file__).parent))
    assert result.problems == ()
    findings = [each for each in result.findings if not each.code.startswith(SECOND_CALL)]
    here = tuple(each for each in findings if each.span.line in lines)
    return here, tuple(each for each in findings if each not in here)


def _report(cells: list[Cell]) -> str:
    """One line for the cells of an operation that have the same outcome."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for cell in cells:
        groups[cell.operation, cell.outcome].append(cell.transformation)
    return "\n".join(
        f"{operation} | {outcome} | {', '.join(under)}" for (operation, outcome), under in groups.items()
    )


def test_the_grid_has_cells_of_both_kinds(cells: list[Cell]) -> None:
    assert len({each.name for each in matrix.OPERATIONS}) == len(matrix.OPERATIONS) >= 400
    assert sum(bool(cell.raises) for cell in cells) >= 2000
    assert sum(not cell.raises for cell in cells) >= 2000
    assert not any("NotRun" in cell.raises for cell in cells)


def test_there_is_no_false_alarm(cells: list[Cell]) -> None:
    alarms = [cell for cell in cells if cell.elsewhere or (cell.here and not cell.raises)]
    assert not alarms, _report(alarms)


def test_the_predicted_class_is_raised(cells: list[Cell]) -> None:
    wrong = [cell for cell in cells if cell.raises and not all(map(cell.agrees, cell.here))]
    assert not wrong, _report(wrong)


def test_what_raises_is_predicted(cells: list[Cell]) -> None:
    missed = [cell for cell in cells if cell.raises and not cell.here and not cell.by_itself]
    unknown = [cell for cell in missed if cell.operation not in NOT_PREDICTED]
    assert not unknown, _report(unknown)
    assert NOT_PREDICTED.keys() == {cell.operation for cell in missed}, "some are predicted by now"
