"""Changes of what outlives a trace, or of the copies that a traced function is given.

JAX runs the function once per trace; afterwards it runs what was staged. A variable, container or object from
outside is changed by the first alone.
"""

from __future__ import annotations

import re
from dataclasses import replace

from jaxlint.domain.origins import Place
from jaxlint.domain.transforms import Regime
from jaxlint.domain.values import (
    Address,
    Array,
    ClassValue,
    Const,
    DType,
    Extent,
    Host,
    ModuleValue,
    NumPyArray,
    Object,
    PartialValue,
    PyTree,
    Tracedness,
    TupleValue,
    Value,
    VariadicTuple,
)
from jaxlint.program import tree
from jaxlint.program.render import render
from jaxlint.records import dataclass
from jaxlint.signatures.classes import MUTABLE_BY_DESIGN, PLAIN_BASES
from jaxlint.signatures.transforms import keeps_changes, only_looks
from jaxlint.tracer.classes import class_attribute, foreign_bases, is_frozen, is_property
from jaxlint.tracer.core import FrameInfo, Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.staging import Staging, staging_of, trace_of_store
from jaxlint.tracer.state import Contents, Kind, Slot
from jaxlint.tracer.trace_levels import is_attribute, note_change, note_copies_lost, remembers
from jaxlint.tracer.uses import is_popped, is_read_later, is_undone, mentions

MAX_DEPTH = 4
OF_TRACES = re.compile(
    r"(?<![a-z])(?:re)?trac(?:e|ing)|compil|(?<![a-z])(?:u?u?ids?|names?|unique)(?![a-z])", re.IGNORECASE
)
"""Names of what is there to count traces, or to number what a trace makes: `trace_count`, `n_compiles`, `_id`."""
OF_TESTS = re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*_test|conftest)\.py$")
GROWS = frozenset("append appendleft extend insert".split())
TAKES = frozenset("pop popitem popleft clear remove discard".split())
MEMOS = frozenset("add update setdefault".split())
"""Methods that leave a container as it is where they are called again."""


@dataclass(frozen=True, slots=True)
class Effect(Event):
    """Something that happens when a function is traced, and not when it is called."""

    staging: Staging


@dataclass(frozen=True, slots=True)
class VariableWrite(Effect):
    """A store to a variable that `global` or `nonlocal` declares."""

    name: str
    target: tree.Name
    statement: tree.Stmt
    tracer: Array | PyTree | None
    """What is stored is, or holds, this tracer: it is of no use after the trace."""


@dataclass(frozen=True, slots=True)
class OuterChange(Effect):
    """A store into an object that outlives the trace, or a call of a method that changes it."""

    change: tree.Expr
    """The target, or the call."""
    base: tree.Expr
    statement: tree.Stmt
    tracer: Array | PyTree | None
    default: str | None
    """The parameter whose default the object is."""


@dataclass(frozen=True, slots=True)
class ArgumentChange(Effect):
    """A change of the copy that a traced function is given of a container."""

    change: tree.Expr
    base: tree.Expr
    statement: tree.Stmt
    guessed: bool
    """Nothing is known of the argument, but that it takes entries."""


def note_binding(t: Tracer, target: tree.Name, value: Value) -> None:
    """`name = value` of a variable that is declared `global` or `nonlocal`."""
    scope = t.current.scope
    if not t.regions or scope is None or target.id not in scope.global_names | scope.nonlocal_names:
        return
    home = t.home_of(target.id)
    found = None if home is None else trace_of_store(t, value, home.serial)
    if found is None:
        return
    region, tracer = found
    certain = _judged(t, target, target, value, tracer is not None, _accumulates(t.running, target))
    if certain is not None:
        place, staging = t.place(target.at), staging_of(region)
        _leave(t, tracer, certain, place, staging)
        t.record(VariableWrite(place, t.context(), certain, staging, target.id, target, t.running, tracer))


def _leave(t: Tracer, tracer: Array | PyTree | None, certain: bool, place: Place, staging: Staging) -> None:
    """A tracer stays in what outlives its trace."""
    if isinstance(tracer, Array) and certain:
        t.leaked.setdefault(tracer, (place, staging))


def note_store(t: Tracer, base: Value, target: tree.Subscript | tree.Attribute, value: Value | None) -> None:
    """`base[i] = value`, `base.name = value`, and the same with `del`, where the value is None."""
    if isinstance(base, Object) and value is not None and remembers(t, base):
        note_change(t, base, target, target.value, passing=is_attribute(t, base, target))
    elif t.regions:
        _note_change(t, base, target, target.value, value, _accumulates(t.running, target))


def note_method(t: Tracer, receiver: Object, name: str, values: tuple[Value, ...], node: tree.Node) -> None:
    """`receiver.name(*values)` of a container."""
    if not t.regions or name not in GROWS | MEMOS | TAKES or not isinstance(node, tree.Call):
        return
    if isinstance(node.func, tree.Attribute):
        _note_change(t, receiver, node, node.func.value, TupleValue(values), name in GROWS)


def note_extension(t: Tracer, target: Object, value: Value, statement: tree.Node) -> None:
    """`target += value` of a container that stays the same object."""
    if t.regions and isinstance(statement, tree.AugAssign):
        _note_change(t, target, statement.target, statement.target, value, accumulates=True)


def _note_change(
    t: Tracer, base: Value, change: tree.Expr, base_node: tree.Expr, value: Value | None, accumulates: bool
) -> None:
    if isinstance(base, PyTree):
        _note_argument(t, base, base.level, change, base_node)
        return
    owner = _owner(t, base, base_node)
    match base_node:
        case tree.Call(
            func=tree.Attribute(value=tree.Name() | tree.Attribute() as holder, attr="setdefault")
        ):
            # What it returns may be the new value; after the call the container has it.
            owner = _owner(t, t.evaluate(holder), holder)
    if owner is None or (isinstance(base, Object) and not _takes_stores(t, base, change)):
        return
    if isinstance(base, Object) and any(region.start == owner for region in t.regions):
        level = next(number for number, region in enumerate(t.regions, 1) if region.start == owner)
        _note_argument(t, base, level, change, base_node)
        return
    found = trace_of_store(t, value, owner)
    if found is None or _method(change) in TAKES:
        return
    region, tracer = found
    # What a running function collects from a trace that it starts itself may be there to be collected.
    grows = _method(change) in GROWS or isinstance(change, tree.Name)
    accumulates = accumulates and not (grows and any(owner == a.frame.serial for a in t.stack))
    certain = _judged(t, change, base_node, value, tracer is not None, accumulates)
    if certain is None:
        return
    default = _default(t, base)
    _leave(t, tracer, certain, t.place(change.at), staging_of(region))
    t.record(
        OuterChange(
            t.place(change.at), t.context(), certain or default is not None, staging_of(region), change,
            base_node, t.running, tracer, default,
        )
    )  # fmt: skip


def _owner(t: Tracer, base: Value, node: tree.Expr) -> int | None:
    """The frame that an object belongs to; of a NumPy array, of the variable that holds it."""
    match base:
        case Object(address):
            return address.frame
        case ClassValue():
            return t.class_frames.get(base)
        case ModuleValue(module):
            return t.module_frames.get(module)
        case NumPyArray() if isinstance(node, tree.Name):
            home = t.home_of(node.id)
            return None if home is None else home.serial
    return None


def _takes_stores(t: Tracer, base: Object, change: tree.Expr) -> bool:
    """Whether a store into an instance is an ordinary one: no library sees to it, no property, no `__setattr__`."""
    contents = t.contents(base)
    if contents is None or contents.kind is not Kind.INSTANCE:
        return contents is not None
    owner = contents.class_value
    if not isinstance(owner, ClassValue) or not isinstance(change, tree.Attribute) or is_frozen(t, owner):
        return False
    bases = foreign_bases(t, owner)
    if bases & MUTABLE_BY_DESIGN or bases - PLAIN_BASES or is_property(t, owner, change.attr):
        return False
    return class_attribute(t, owner, "__setattr__", t.place(change.at), None) is None or bool(bases)


def _judged(
    t: Tracer, change: tree.Expr, base: tree.Expr, value: Value | None, is_tracer: bool, accumulates: bool
) -> bool | None:
    """Whether a change surely does harm: a tracer is left behind, or every call was to add to what was there.

    None for what may well be meant to happen once per trace: counters of traces, unique numbers, memos of what is
    static, and what is taken back. Storing a static value once may be as good as storing it always.
    """
    if t.expects("UnexpectedTracerError", "Exception"):
        return None
    function = t.current.function
    changed = base if isinstance(change, tree.Call) else change
    # A manager's `__enter__`, or the block around a `yield`, is undone by its other half.
    undone = function is not None and (
        function.name in ("__enter__", "__exit__")
        or function.is_generator
        or is_undone(function, changed, t.running)
        or (_method(change) == "append" and _is_stack(t, base))
    )
    if is_tracer:
        return not undone
    words = " ".join(mentions(changed))
    if undone or OF_TRACES.search(words) or OF_TESTS.search(t.current.module.path.replace("\\", "/")):
        return None
    if accumulates:
        return True
    memo = isinstance(change, tree.Subscript) or _method(change) in MEMOS
    static = Const | Host | Extent | DType | TupleValue | VariadicTuple
    return None if memo or not isinstance(value, static) else False


def _is_stack(t: Tracer, base: tree.Expr) -> bool:
    """Whether another method of the class takes off what this one puts on."""
    owner = t.stack[-1].value.owner if t.stack else None
    known = None if owner is None else t.classes.get(t.classes_by_place[owner])
    return known is not None and is_popped(known.node, base)


def _method(change: tree.Expr) -> str | None:
    """The method that a change calls, if it is a call."""
    match change:
        case tree.Call(func=tree.Attribute(attr=name)):
            return name
    return None


def _accumulates(statement: tree.Stmt, target: tree.Expr) -> bool:
    """Whether a statement computes what it stores from what was there: `n += 1`, `n = n + 1`."""
    match statement:
        case tree.AugAssign():
            return statement.target is target
        case tree.Assign(targets=(only,), value=tree.Binary(left=left, right=right)) if only is target:
            return render(target) in (render(left), render(right))
    return False


def _default(t: Tracer, base: Value) -> str | None:
    """The parameter of a function under way whose default this object is."""
    for activation in reversed(t.stack):
        for name, value in t.defaults.get(activation.value, {}).items():
            if value == base and isinstance(value, Object):
                return name
    return None


def _note_argument(t: Tracer, base: Object | PyTree, level: int, change: tree.Expr, node: tree.Expr) -> None:
    """A change of an argument's copy is lost, unless the trace itself uses it or returns it."""
    function = t.current.function
    if function is None or not 0 < level <= len(t.regions) or not t.stack:
        return
    region = t.regions[level - 1]
    name = region.transform.name
    if region.transform.regime is Regime.HOST or only_looks(name) or keeps_changes(name):
        return
    certain = not isinstance(base, PyTree) or base.traced is Tracedness.DEFINITE
    guessed = isinstance(base, PyTree)
    event = ArgumentChange(
        t.place(change.at), t.context(), certain, staging_of(region), change, node, t.running, guessed
    )
    names = _names(t, base, t.current)
    elsewhere = any(
        _names(t, base, info)
        for serial, info in t.frames.items()
        if not region.outlived_by(serial) and serial != region.start and info is not t.current
    )
    if names and not elsewhere and not is_read_later(function, t.running, names, change):
        t.record(event)
    else:
        # The trace uses it further, and may return it; what is stored there may be for that use alone.
        certain = certain and isinstance(change, tree.Call)
        region.changed.append((base, replace(event, certain=certain)))


def note_lost(t: Tracer, result: Value) -> None:
    """A trace ends with this result: the changed copies that are not in it are gone."""
    note_copies_lost(t, result)
    for base, event in t.regions[-1].changed:
        if isinstance(base, (Object, PyTree)) and not _may_hold(t, result, base):
            t.record(event)


def _may_hold(t: Tracer, value: Value, wanted: Object | PyTree, depth: int = MAX_DEPTH) -> bool:
    """Whether a value is, or may have in it, a container."""
    match value:
        case Array() | Const() | Host() | Extent() | VariadicTuple() | DType() | NumPyArray():
            return False
        case TupleValue(items=items):
            return any(_may_hold(t, item, wanted, depth) for item in items)
        case PyTree():
            return not isinstance(wanted, PyTree) or value.origin == wanted.origin
        case Object(address):
            contents = t.live.contents(address)
            if contents is None or value == wanted or not depth:
                return True
            parts = [slot.value for slot in contents.items.values()]
            parts += [] if contents.complete else [contents.rest]
            return any(_may_hold(t, part, wanted, depth - 1) for part in parts)
    return True


def _names(t: Tracer, base: Object | PyTree, info: FrameInfo) -> frozenset[str]:
    """Variables of a frame that hold a container, alone or in something else."""
    cells = t.live.cells(info.serial) or {}
    return frozenset(
        name
        for name, entry in cells.items()
        if isinstance(name, str) and isinstance(entry, Slot) and _holds(t, entry.value, base)
    )


def _holds(t: Tracer, value: Value, wanted: Object | PyTree, depth: int = MAX_DEPTH) -> bool:
    if isinstance(wanted, PyTree) and isinstance(value, PyTree):
        return value.origin == wanted.origin
    match value:
        case TupleValue(items=items):
            return any(_holds(t, item, wanted, depth) for item in items)
        case PartialValue(args=args, kwargs=kwargs):
            return any(_holds(t, item, wanted, depth) for item in (*args, *(v for _, v in kwargs)))
        case Object(address):
            return value == wanted or (depth > 0 and _contains(t, address, wanted, depth - 1))
    return False


def _contains(t: Tracer, address: Address, wanted: Object | PyTree, depth: int) -> bool:
    contents: Contents | None = t.live.contents(address)
    if contents is None:
        return False
    return any(_holds(t, slot.value, wanted, depth) for slot in contents.items.values())
