"""What is forgotten between two roots: everything out of reach, and nothing that a later root comes upon."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from jaxlint.engine.config import Config
from jaxlint.engine.interest import Interest
from jaxlint.engine.linter import lint_text
from jaxlint.engine.program import ProjectProgram
from jaxlint.tracer import reclaiming
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.run import trace_modules

FIXTURES = Path(__file__).parent.parent / "fixtures"
HANG_ON_THE_PAST = [
    f"JXL{number}" for number in (101, 102, 103, 104, 105, 109, 501, 504, 506, 509, 601, 801, 802, 910)
]
"""Rules whose findings need what was executed before: writes, traces, classes, instances."""


def collect_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reclaiming.Collector, "is_due", lambda self: True)


def traced(program: str, path: Path) -> Tracer:
    text = textwrap.dedent(program)
    path.write_text(text)
    modules = ProjectProgram()
    name = modules.add(str(path))
    _, faults, tracer = trace_modules(modules, [name], Interest())
    assert faults == []
    return tracer


@pytest.mark.parametrize("code", HANG_ON_THE_PAST)
def test_a_collection_after_each_root_changes_no_finding(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    collect_always(monkeypatch)
    found = 0
    for path in sorted((FIXTURES / code).glob("bad_*.py")):
        if ".fixed." not in path.name and not path.stem.endswith("_fixed"):
            text = path.read_text(encoding="utf-8")
            result = lint_text(text, str(path), Config(pedantic=True, noqa=False), select_all=True)
            assert result.problems == ()
            marks = {n for n, line in enumerate(text.splitlines(), 1) if f"# error: {code}" in line}
            assert marks <= {finding.span.line for finding in result.findings if finding.code == code}
            found += len(marks)
    assert found


GROWING = """\
import jax
import jax.numpy as jnp

COUNTS = {{}}

{functions}
"""
FUNCTION = """\
def outer_{number}(x):
    total = [x]

    class Box:
        pass

    def inner(y):
        nonlocal x
        x = y
        total.append(y)
        return jnp.sin(x)

    COUNTS["last"] = inner
    return jax.jit(inner)(total[0]), Box()
"""


def test_what_is_kept_does_not_grow_with_the_roots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collect_always(monkeypatch)
    kept = []
    for count in (5, 20):
        functions = "\n\n".join(FUNCTION.format(number=number) for number in range(count))
        tracer = traced(GROWING.format(functions=functions), tmp_path / f"program_{count}.py")
        assert len(tracer.entered) >= count
        own = {cell: writes for cell, writes in tracer.writes.items() if cell[1] != "last"}
        kept.append([len(tracer.frames), len(own), len(tracer.classes), len(tracer.memory)])
        assert len(tracer.defaults) <= count
    assert kept[0] == kept[1]


def test_a_class_that_another_root_has_made_anew_is_still_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect_always(monkeypatch)
    program = """\
        import jax
        import jax.numpy as jnp

        MODELS = []

        def make(scale):
            class Model:
                def __init__(self):
                    self.calls = 0

                def step(self, x):
                    @jax.jit
                    def run(y):
                        return y * scale + self.calls

                    first = run(x)
                    self.calls = 1
                    return first, run(x)

            return Model

        def keep(scale):
            model = make(scale)
            MODELS.append(model)
            return model().step(jnp.ones(3))

        def use(scale):
            return make(scale)().step(jnp.zeros(3))
        """
    tracer = traced(program, tmp_path / "models.py")
    assert {type(event).__name__ for event in tracer.events} >= {"StaleRead"}
    assert set(tracer.classes_by_place.values()) <= set(tracer.classes)
