"""Stale reads: a kept trace has read a cell that was written since."""

from __future__ import annotations

from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    UNKNOWN,
    Address,
    BoundMethod,
    ClassValue,
    Const,
    External,
    FunctionValue,
    ModuleValue,
    Object,
    RefValue,
    Transformed,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.classes import CONSTRUCTION_METHODS, MUTABLE_BY_DESIGN
from jaxlint.tracer.cached import hangs_on_x64
from jaxlint.tracer.classes import foreign_bases, is_frozen
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.equality import compared_attributes, is_compared
from jaxlint.tracer.events import Context, StaleKind, StaleRead
from jaxlint.tracer.first_values import gives_first_value
from jaxlint.tracer.records import STRUCTURE, CacheEntry, CellKey, Read, TraceRecord, owner_of
from jaxlint.tracer.state import Kind, Slot
from jaxlint.tracer.versions import Write, writes_in

CODE = (FunctionValue, BoundMethod, ClassValue, ModuleValue, External, Transformed, RefValue)
"""Values whose rebinding is not what these rules are about: code, and references that are read live."""


def current_slot(t: Tracer, cell: CellKey) -> Slot | None:
    """What a cell holds now."""
    owner, key = cell
    if isinstance(owner, Address):
        contents = t.live.contents(owner)
        if contents is None:
            return None
        # An item that is gone was last written by what removed it.
        gone = Slot(UNKNOWN, contents.version)
        return gone if key == STRUCTURE else contents.items.get(key, gone if contents.complete else None)
    return t.live.read(owner, key)


def check_reuse(t: Tracer, entry: CacheEntry, signature: tuple[Value, ...], node: tree.Node) -> None:
    """A call with this signature uses a kept trace: report what it has read and is no longer so."""
    possible = entry.possible or any(map(hangs_on_x64, entry.record.signature, signature))
    for read in entry.record.reads.values():
        now = current_slot(t, read.cell)
        if now is None or now.version == read.slot.version or not now.version:
            continue
        newer = {w for w in writes_in(now.version) - writes_in(read.slot.version) if not w.traced}
        if not newer or _same(read, now.value):
            continue
        kind = stale_kind(t, entry.record, read, any(w.in_place for w in newer))
        if kind is None:
            continue
        certain = not possible and writes_in(now.version).isdisjoint(writes_in(read.slot.version))
        certain = certain and not (kind is StaleKind.STATIC and _is_in_key(t, read))
        places = tuple(sorted({w.place for w in newer}))
        _report(t, entry.record, read, kind, certain, places, t.place(node.at), None)


def check_unordered(t: Tracer) -> None:
    """Writes by functions whose calls are not in view: they may come at any time, also after the trace."""
    called_in: dict[FunctionValue, set[int]] = {}
    for record in t.observed:
        called_in.setdefault(record.function, set()).add(record.root)
    for record in t.observed:
        # Where the function is called in the same run as the write, their order is known and was looked at.
        observed_in = called_in[record.function] | t.clears | {0}
        for read in record.reads.values():
            # A registry that code not in view fills is no change that a trace misses.
            if read.cell[1] == STRUCTURE or not record.persistent or not _outlives(t, record.function, read):
                continue
            writes = [
                w
                for w in t.writes.get(read.cell, ())
                if w not in writes_in(read.slot.version) and w.root not in observed_in
            ]
            writers = [w for w in writes if not _is_ordered(t, read, w)]
            if not writers or isinstance(read.slot.value, CODE):
                continue
            kind = stale_kind(t, record, read, writers[0].in_place)
            if kind is None:
                continue
            writer = writers[0].function
            assert writer is not None
            name = t.functions[writer.place][0].name
            certain = not all(_is_temporary(t, w) or _configures(t, w, read) for w in writers)
            certain = certain and kind is not StaleKind.STATIC
            _report(t, record, read, kind, certain, tuple(sorted({w.place for w in writers})), None, name)


def _is_temporary(t: Tracer, write: Write) -> bool:
    """Whether a context manager writes: what it sets for a while it sets back."""
    assert write.function is not None
    function = t.functions[write.function.place][0]
    return function.is_generator or function.name in ("__enter__", "__exit__")


def _configures(t: Tracer, write: Write, read: Read) -> bool:
    """Whether a function that nobody in view calls is there to set a variable of its module: its users may well
    call it before anything is traced (`def set_precision(value): global PRECISION; PRECISION = value`).
    """
    assert write.function is not None
    function, module = t.functions[write.function.place]
    parameters = {parameter.name for parameter in function.parameters}
    return read.cell[0] == t.module_frames.get(module.name) and any(
        isinstance(statement, tree.Assign)
        and isinstance(statement.value, tree.Name)
        and statement.value.id in parameters
        and any(isinstance(target, tree.Name) and target.id == read.cell[1] for target in statement.targets)
        for statement in function.body
    )


def _outlives(t: Tracer, function: FunctionValue, read: Read) -> bool:
    """Whether the traced function object lives as long as the cell: one made anew in each call does not."""
    owner = owner_of(read.cell)
    info = t.frames.get(function.frame)
    while info is not None and info.is_class:
        info = t.frames.get(info.parent) if info.parent is not None else None
    return info is not None and (info.scope is None or owner >= function.frame)


def _is_ordered(t: Tracer, read: Read, write: Write) -> bool:
    """Whether a write surely comes before what keeps the trace: construction, a first initialisation, or the
    enclosing function's own assignment to its variable, done before anybody has its inner functions.
    """
    assert write.function is not None
    if constructs(t, write.function) or _first_initialisation(t, read, write.place.module, write.place.at):
        return True
    writer = t.functions[write.function.place][0]
    if isinstance(read.cell[0], Address):
        return gives_first_value(writer, str(read.cell[1]), write.place.at)
    owner = t.frames.get(read.cell[0])
    return owner is not None and owner.function is writer


def constructs(t: Tracer, function: FunctionValue) -> bool:
    """Whether a function is a constructor, whose writes nobody takes for changes."""
    return t.functions[function.place][0].name in CONSTRUCTION_METHODS


def _first_initialisation(t: Tracer, read: Read, module: str, at: int) -> bool:
    """`if x is None: x = ...`: the first value is the only one."""
    source = t.program.module(module)
    if source is None or not isinstance(read.cell[0], int):
        return False
    line = source.line_of(at)
    return any(
        w.guarded and w.name == read.cell[1] and w.line == line
        for statement in source.index.statements
        for w in statement.global_writes
    )


def _same(read: Read, new: Value) -> bool:
    """Whether the new value is surely the old one, or is code as the old one was. In a container code is data; a
    variable may be given other code, which a definition that is executed again is not.
    """
    old = read.slot.value
    if isinstance(old, CODE) and isinstance(new, CODE):
        if read.holder is None:
            return old == new or not _is_other_code(old, new)
        return old == new or read.holder.kind is Kind.INSTANCE
    return isinstance(old, Const) and old == new


def _is_other_code(old: Value, new: Value) -> bool:
    match old, new:
        case (FunctionValue(), FunctionValue()):
            return old.place != new.place
        case (External() | FunctionValue(), External() | FunctionValue()):
            return old != new
    return False


def _is_in_key(t: Tracer, read: Read) -> bool:
    """Whether an object is compared by the attribute: JAX 0.10 keeps the trace of an object that has changed so, JAX
    0.12 makes a new one.
    """
    cls = None if read.holder is None else read.holder.class_value
    compared = compared_attributes(t, cls) if isinstance(cls, ClassValue) else None
    return compared is not None and is_compared(str(read.cell[1]), compared)


def stale_kind(t: Tracer, record: TraceRecord, read: Read, in_place: bool) -> StaleKind | None:
    """Which rule a stale read of this cell belongs to; None if the object takes part in JAX's cache key."""
    owner = read.cell[0]
    if isinstance(owner, Address):
        if read.holder is None or read.holder.kind is not Kind.INSTANCE:
            return StaleKind.CONTAINER
        cls = read.holder.class_value
        if isinstance(cls, ClassValue):
            if is_frozen(t, cls) or foreign_bases(t, cls) & MUTABLE_BY_DESIGN:
                return None
            if compared_attributes(t, cls) is not None:
                return StaleKind.STATIC if Object(owner) in record.signature else None
        return StaleKind.ATTRIBUTE
    if in_place:
        return StaleKind.CONTAINER
    info = t.frames.get(owner)
    if info is None or info.is_class:
        return StaleKind.ATTRIBUTE
    return StaleKind.GLOBAL if info.scope is None else StaleKind.CLOSURE


def _report(
    t: Tracer,
    record: TraceRecord,
    read: Read,
    kind: StaleKind,
    certain: bool,
    writes: tuple[Place, ...],
    reuse: Place | None,
    writer: str | None,
) -> None:
    t.record(
        StaleRead(
            read.place,
            Context(record.function_name, () if reuse is None else (*t.context().call_sites, reuse)),
            certain,
            kind,
            read.name,
            record.function_name,
            record.transform,
            writes,
            reuse,
            writer,
            read.node,
            read.root,
            read.slot.value,
            record.function.place,
            record.arrays,
        )
    )
