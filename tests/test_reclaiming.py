"""What is forgotten between two roots: everything out of reach, and nothing that a later root comes upon."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from jaxlint.engine import program
from jaxlint.engine.config import Config
from jaxlint.engine.interest import Interest
from jaxlint.engine.linter import lint_text
from jaxlint.engine.program import ProjectProgram
from jaxlint.program import tree
from jaxlint.program.module import Module, load_module
from jaxlint.program.shelf import Bodies
from jaxlint.tracer import reclaiming
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.run import trace_modules
from jaxlint.tracer.uses import nodes as walk
from jaxlint.verify.engine import EngineAnalyser
from jaxlint.verify.fixtures import discover
from jaxlint.verify.static import diagnose_fix

FIXTURES = Path(__file__).parent.parent / "fixtures"
HANG_ON_THE_PAST = [
    f"JXL{number}" for number in (101, 102, 103, 104, 105, 109, 501, 504, 506, 509, 601, 801, 802, 910)
]
"""Rules whose findings need what was executed before: writes, traces, classes, instances."""


def collect_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep as little as if the program were one of a very large project."""
    monkeypatch.setattr(reclaiming.Collector, "is_due", lambda self: True)
    monkeypatch.setattr(program, "NODES_AT_HAND", -1)


def traced(source: str, path: Path) -> Tracer:
    text = textwrap.dedent(source)
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


@pytest.mark.parametrize("code", ["JXL101", "JXL203", "JXL401", "JXL403", "JXL502", "JXL601"])
def test_fixes_find_what_has_been_read_again(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    collect_always(monkeypatch)
    fixable = [one for one in discover([FIXTURES / code]) if one.fixed is not None]
    assert fixable
    for fixture in fixable:
        text = fixture.path.read_text(encoding="utf-8")
        assert diagnose_fix(EngineAnalyser(), fixture, text) == []


def test_only_writes_that_may_come_at_any_time_are_on_account(tmp_path: Path) -> None:
    tracer = traced(
        """
        import jax

        COUNT = 0

        def step(x):
            global COUNT
            y = jax.numpy.sin(x)
            y = y + 1
            COUNT = COUNT + 1
            return jax.jit(jax.numpy.cos)(y)
        """,
        tmp_path / "program.py",
    )
    assert {name for _, name in tracer.writes} == {"COUNT"}


def nodes_in(body: tuple[tree.Stmt, ...]) -> list[tuple[str, int]]:
    return [(type(node).__name__, node.at) for node in walk(body)]


def signature_of(function: tree.Function) -> list[tuple[object, ...]]:
    written = [
        (p.at, p.name, p.kind, p.default and p.default.at, p.annotation and p.annotation.at)
        for p in function.parameters
    ]
    return [*written, (function.returns and function.returns.at,)]


def test_a_body_that_is_put_off_is_read_again_as_it_was() -> None:
    module = load_module("program", "program.py", PUT_OFF)
    assert isinstance(module, Module)
    bodies = Bodies(0)
    module.tell(bodies)
    function, cls = (module.open(number)[0] for number in (0, 1))
    assert isinstance(function, tree.FunctionDef)
    assert isinstance(cls, tree.ClassDef)
    (method,) = [part.function for part in cls.body if isinstance(part, tree.FunctionDef)]
    inner = next(node for node in walk(function.function.body) if isinstance(node, tree.Lambda)).function
    for one in (function.function, method, inner):
        before, scope, parameters, signature = one.body, one.scope, one.parameters, signature_of(one)
        bodies.make_room(frozenset())
        assert one.reader is not None
        assert one.body is not before
        assert nodes_in(one.body) == nodes_in(before)
        assert one.scope == scope
        assert signature_of(one) == signature
        # Those of a method are numbered as its class has read them.
        assert (one.parameters is parameters) == (one is method)
    again = next(node for node in walk(function.function.body) if isinstance(node, tree.Lambda))
    assert again.function is inner


def test_what_is_kept_stays_the_same() -> None:
    module = load_module("program", "program.py", PUT_OFF)
    assert isinstance(module, Module)
    bodies = Bodies(0)
    module.tell(bodies)
    function = module.open(0)[0]
    assert isinstance(function, tree.FunctionDef)
    before = function.function.body
    bodies.make_room({("program", 0)})
    assert function.function.body is before
    assert not bodies.is_full


PUT_OFF = """\
def outer(x: list[int], least=(0, 1)) -> list[int]:
    y = [part for part in x if part]
    return sorted(y, key=lambda part: part + len(x))


class Model:
    def step(self, x, y=lambda z: z) -> float:
        def inner(z):
            nonlocal x
            x = z
            return self.scale * z

        return inner(x)
"""


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
    source = """\
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
    tracer = traced(source, tmp_path / "models.py")
    assert {type(event).__name__ for event in tracer.events} >= {"StaleRead"}
    assert set(tracer.classes_by_place.values()) <= set(tracer.classes)
