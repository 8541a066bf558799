"""Modules of the project: running their top level, on demand, and what their names mean.

A top-level statement that binds one name once, and could not notice when it runs, is run when the name is
first read; everything else runs in order. So a file is opened only as far as the trace enters it.
"""

from __future__ import annotations

import ast
import builtins

from jaxlint.domain.origins import Place
from jaxlint.domain.values import UNKNOWN, External, Host, ModuleValue, Value
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.syntax.index import TopLevel
from jaxlint.tracer.containers import havoc
from jaxlint.tracer.core import FrameInfo, OutOfFuelError, Tracer
from jaxlint.tracer.deferral import deferrable
from jaxlint.tracer.state import Slot
from jaxlint.tracer.versions import EMPTY_VERSION

MODULE_NAMES = frozenset({"__name__", "__file__", "__doc__", "__package__", "__spec__", "__path__"})


BUILTINS = frozenset(dir(builtins))
STATEMENT_FUEL = 5_000
"""What one statement of a module's top level may use."""


def load_module(t: Tracer, name: str) -> FrameInfo | None:
    """The frame of a module of the project, its top level run; None where the project has no such module.

    It runs once, whoever comes to read it first, and is not at that reader's expense.
    """
    serial = t.module_frames.get(name)
    if serial is not None:
        return t.frames[serial]
    module = t.program.module(name)
    if module is None:
        return None
    if module.name != name:
        # Another name of a file that has one already.
        return load_module(t, module.name)
    late, t.importing = t.importing, t.importing or t.base is not None or bool(t.regions or t.stack)
    since = t.new_serial()
    info = FrameInfo(t.new_serial(), module, None, None)
    info.captured = True
    t.module_frames[name] = info.serial
    t.frames[info.serial] = info
    t.live.open_frame(info.serial)
    t.deferred[info.serial] = deferrable(module, _from_project(t, module))
    outside = t.regions, t.stack, t.root, t.expected, t.applied, t.fuel
    t.regions, t.stack, t.root, t.expected, t.applied, t.fuel = [], [], 0, [], [], t.full_fuel
    waiting = set(t.deferred[info.serial].values())
    try:
        with t.inside(info):
            for statement in module.index.statements:
                if t.state is None:
                    break
                if statement.number not in waiting:
                    _run_bounded(t, module, statement)
        if t.state is not None:
            _keep(t, since, info.serial, 0)
    finally:
        t.regions, t.stack, t.root, t.expected, t.applied, t.fuel = outside
        t.importing = late
    return info


def _run_bounded(t: Tracer, module: Module, statement: TopLevel) -> None:
    """Execute a top-level statement; one that is too much work leaves unknown what it touches, and the rest goes on."""
    before, left = t.live.fork(), t.fuel
    t.fuel = min(left, STATEMENT_FUEL)
    try:
        run_statement(t, module, statement)
    except OutOfFuelError:
        if left <= STATEMENT_FUEL:
            raise
        ahead = t.state
        t.resume(before)
        if ahead is not None:
            t.late.catch_up(t.live, ahead)
        cells = before.cells(t.current.serial) or {}
        touched = [slot.value for name in statement.names if isinstance(slot := cells.get(name), Slot)]
        havoc(t, touched)
        for name in statement.binds:
            t.live.write(t.current.serial, name, Slot(UNKNOWN, EMPTY_VERSION))
        t.surrender(module.open(statement.number)[0].at, "this is too much code to follow from here")
        t.fuel = 0
    t.fuel += left - min(left, STATEMENT_FUEL)


def run_statement(t: Tracer, module: Module, statement: TopLevel) -> None:
    """Execute one top-level statement in the current (module's) frame."""
    node = statement.node
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        for name, value in _imported(t, module, node):
            t.live.write(t.current.serial, name, Slot(value, EMPTY_VERSION))
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) and not isinstance(
        node, ast.Pass
    ):
        t.execute(module.open(statement.number))


def _from_project(t: Tracer, module: Module) -> set[str]:
    """Names imported from the project, whose use may run code of it."""
    names: set[str] = set()
    for record in module.index.imports:
        source = t.program.imported(module, _root(t, module, record.module, record.level, record.name))
        if source is not None and record.name == "*":
            names |= source.index.bindings.keys()
        elif source is not None:
            names.add(record.asname or (record.name or record.module).partition(".")[0])
    return names


def _root(t: Tracer, module: Module, source: str, level: int, name: str | None) -> str:
    return source.partition(".")[0] if name is None else t.program.resolve(module, source, level)


def read_global(t: Tracer, home: FrameInfo, name: str, place: Place, node: tree.Expr | None) -> Value | None:
    """A name of a module; None if the module does not bind it."""
    slot = t.read_cell(home.serial, name, place, node)
    if slot is not None:
        return slot.value
    number = t.deferred.get(home.serial, {}).get(name)
    if number is not None and _comes_later(t, home, number, name, place):
        return None
    if number is not None:
        force(t, home, number)
        found = t.read_cell(home.serial, name, place, node)
        return UNKNOWN if found is None else found.value
    if name in MODULE_NAMES:
        return Host("str")
    for record in home.module.index.star_imports:
        source = t.program.resolve(home.module, record.module, record.level)
        if t.program.imported(home.module, source) is None:
            return UNKNOWN
        star = load_module(t, source)
        if star is not None and star is not home:
            value = read_global(t, star, name, place, node)
            if value is not None:
                return value
    return None


def _comes_later(t: Tracer, home: FrameInfo, number: int, name: str, place: Place) -> bool:
    """Whether the module itself reads a builtin under a name that it gives to something else further down:
    `_sum = sum`, before `def sum`.
    """
    statement = home.module.index.statements[number]
    return (
        name in BUILTINS
        and t.current is home
        and place.module == home.module.name
        and home.module.line_of(place.at) < statement.first_line
    )


def force(t: Tracer, home: FrameInfo, number: int) -> None:
    """Run a statement that was put off, as if at its place."""
    if (home.serial, number) in t.forcing:
        return
    if t.late.recall(t.live, home.serial, number):
        return
    t.forcing.add((home.serial, number))
    outside = t.regions, t.stack, t.quiet, t.expected, t.importing, t.applied
    t.regions, t.stack, t.quiet, t.expected, t.importing, t.applied = [], [], True, [], True, []
    since, before = t.new_serial(), len(t.live.cells(home.serial) or ())
    try:
        with t.inside(home):
            run_statement(t, home.module, home.module.index.statements[number])
        if t.state is not None:
            _keep(t, since, home.serial, before, number)
    finally:
        t.regions, t.stack, t.quiet, t.expected, t.importing, t.applied = outside
        t.forcing.discard((home.serial, number))


def _keep(t: Tracer, since: int, home: int, before: int, statement: int = -1) -> None:
    """Make what import-time code has just made known to other paths and other roots."""
    t.late.keep(t.live, since, home, before, statement)
    if t.base is not None:
        t.late.catch_up(t.base, t.live)


def module_attribute(t: Tracer, module: str, name: str, place: Place, node: tree.Expr | None) -> Value:
    """`module.name` of a module of the project."""
    home = load_module(t, module)
    value = None if home is None else read_global(t, home, name, place, node)
    if value is None:
        return (
            ModuleValue(f"{module}.{name}") if t.program.module(f"{module}.{name}") is not None else UNKNOWN
        )
    return value


def named_module(t: Tracer, importer: Module, name: str) -> Value:
    """What `import name` gives."""
    return ModuleValue(name) if t.program.imported(importer, name) is not None else External(name)


def _imported(t: Tracer, module: Module, node: ast.Import | ast.ImportFrom) -> list[tuple[str, Value]]:
    if isinstance(node, ast.Import):
        return [
            (
                alias.asname or alias.name.partition(".")[0],
                named_module(t, module, _import_target(alias.name, alias.asname)),
            )
            for alias in node.names
        ]
    names = [(alias.name, alias.asname) for alias in node.names]
    return import_from(t, module, node.module or "", node.level, names)


def _import_target(name: str, asname: str | None) -> str:
    return name if asname else name.partition(".")[0]


def import_from(
    t: Tracer, module: Module, source: str, level: int, names: list[tuple[str, str | None]]
) -> list[tuple[str, Value]]:
    """Names that `from source import names` binds; star imports are looked through when a name is read."""
    absolute = t.program.resolve(module, source, level)
    project = t.program.imported(module, absolute) is not None
    found: list[tuple[str, Value]] = []
    for name, asname in names:
        if name == "*":
            continue
        if not project:
            value: Value = External(f"{absolute}.{name}") if not level else UNKNOWN
        elif absolute == module.name:
            inner = f"{absolute}.{name}"
            value = named_module(t, module, inner) if t.program.module(inner) else UNKNOWN
        else:
            value = module_attribute(t, absolute, name, Place(module.name, 0), None)
        found.append((asname or name, value))
    return found


def execute_import(t: Tracer, node: tree.Import) -> None:
    for alias in node.names:
        name = alias.asname or alias.name.partition(".")[0]
        t.bind(
            name,
            named_module(t, t.current.module, _import_target(alias.name, alias.asname)),
            t.place(node.at),
        )


def execute_import_from(t: Tracer, node: tree.ImportFrom) -> None:
    names = [(alias.name, alias.asname) for alias in node.names]
    for name, value in import_from(t, t.current.module, node.module, node.level, names):
        t.bind(name, value, t.place(node.at))


Tracer.executors.update({tree.Import: execute_import, tree.ImportFrom: execute_import_from})
