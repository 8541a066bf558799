"""What holds an array that the program tries to change, and what else would have to see the change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from jaxlint.domain.lattice import join
from jaxlint.domain.origins import Place
from jaxlint.domain.values import Array, ClassValue, ModuleValue, NumPyArray, Object, TupleValue, Value
from jaxlint.program import tree
from jaxlint.tracer.classes import is_frozen, is_property
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Change, Event, Holder, Holding, ItemStore, ReadonlyStore
from jaxlint.tracer.state import Contents, Kind, Slot


def holding(t: Tracer, node: tree.Expr, array: Value) -> Holding:
    """What would have to be bound to a new array in place of `array`, the value of `node`."""
    holder = _holder(t, node)
    shared = holder in (Holder.LOCAL, Holder.PARAMETER) and _kept_elsewhere(t, array)
    return Holding(node, holder, shared, _other_names(t, node, array), t.current.function, _through(t))


def _through(t: Tracer) -> bool:
    """Whether the running function was called by a transformation."""
    if not t.stack or not t.regions:
        return False
    called = t.stack[-1].frame.serial
    caller = t.stack[-2].frame.serial if len(t.stack) > 1 else 0
    return any(caller < region.start <= called for region in t.regions)


def _holder(t: Tracer, node: tree.Expr) -> Holder:
    match node:
        case tree.Name(id=name):
            return _variable(t, name)
        case tree.Attribute(value=owner, attr=attr) if _is_path(owner):
            return Holder.ATTRIBUTE if _takes_attribute(t, t.evaluate(owner), attr) else Holder.NOTHING
        case tree.Subscript(value=owner) if _is_path(owner):
            contents = t.contents(t.evaluate(owner))
            takes = contents is not None and contents.kind in (Kind.DICT, Kind.LIST)
            return Holder.ENTRY if takes else Holder.NOTHING
    return Holder.NOTHING


def _is_path(node: tree.Expr) -> bool:
    """Whether evaluating a node once more changes nothing: names, their attributes and items."""
    match node:
        case tree.Name():
            return True
        case tree.Attribute(value=owner):
            return _is_path(owner)
        case tree.Subscript(value=owner, index=tree.Constant() | tree.Name()):
            return _is_path(owner)
    return False


def _variable(t: Tracer, name: str) -> Holder:
    frame, home = t.current, t.home_of(name)
    scope = frame.scope
    if home is None:
        return Holder.NOTHING
    if scope is not None and name in scope.global_names | scope.nonlocal_names:
        return Holder.DECLARED
    if home.serial != frame.serial:
        return Holder.OUTER
    if frame.is_class:
        return Holder.ATTRIBUTE
    function = frame.function
    if function is not None and any(parameter.name == name for parameter in function.parameters):
        return Holder.PARAMETER
    return Holder.LOCAL


def _takes_attribute(t: Tracer, owner: Value, attr: str) -> bool:
    """Whether `owner.attr = ...` rebinds what `owner.attr` reads."""
    match owner:
        case Object():
            contents = t.contents(owner)
            if contents is None or contents.kind is not Kind.INSTANCE:
                return False
            cls = contents.class_value
            return isinstance(cls, ClassValue) and not is_frozen(t, cls) and not is_property(t, cls, attr)
        case ModuleValue() | ClassValue():
            return True
    return False


def _other_names(t: Tracer, node: tree.Expr, array: Value) -> frozenset[str]:
    """Variables of the running function that hold this very array."""
    own = node.id if isinstance(node, tree.Name) else None
    cells = t.live.cells(t.current.serial) or {}
    return frozenset(
        name
        for name, entry in cells.items()
        if isinstance(name, str) and name != own and isinstance(entry, Slot) and entry.value is array
    )


def _kept_elsewhere(t: Tracer, array: Value) -> bool:
    """Whether an object, a module or an enclosing function holds this very array."""
    around: set[int] = set()
    parent = t.current.parent
    while parent is not None:
        around.add(parent)
        parent = None if parent not in t.frames else t.frames[parent].parent
    for serial, cells in t.live.frames():
        for entry in cells.values():
            if isinstance(entry, Contents):
                held: tuple[Value, ...] = tuple([slot.value for slot in entry.items.values()])
            elif isinstance(entry, Slot) and serial in around:
                held = entry.value.items if isinstance(entry.value, TupleValue) else (entry.value,)
            else:
                continue
            if any(value is array for value in held):
                return True
    return False


def settled(t: Tracer, events: Sequence[Event]) -> Iterator[Event]:
    """The events, those of one place that tell of holdings made one: a text has one fix for all its runs."""
    first: dict[tuple[type[Event], Place], Event] = {}
    for event in events:
        if isinstance(event, (Change, ReadonlyStore)):
            key = type(event), event.place
            first[key] = event if key not in first else _joined(first[key], event)
    for event in events:
        if not isinstance(event, (Change, ReadonlyStore)):
            yield event
            continue
        joined = first.pop((type(event), event.place), None)
        if isinstance(joined, Change):
            elsewhere = joined.place in t.host_uses
            yield replace(joined, holding=replace(joined.holding, elsewhere=elsewhere))
        elif isinstance(joined, ReadonlyStore):
            made = None if joined.base.origin is None else joined.base.origin.place
            yield replace(joined, elsewhere=made in t.host_uses)


def _joined(a: Event, b: Event) -> Event:
    certain = a.certain or b.certain
    match a, b:
        case ItemStore(), ItemStore():
            base, index, value = join(a.base, b.base), join(a.index, b.index), join(a.value, b.value)
            held = _same_holding(a.holding, b.holding)
            assert isinstance(base, Array)
            return replace(a, certain=certain, base=base, index=index, value=value, holding=held)
        case Change(), Change():
            return replace(a, certain=certain, holding=_same_holding(a.holding, b.holding))
        case ReadonlyStore(), ReadonlyStore() if a.base.origin != b.base.origin:
            # Two conversions lead here; no edit of one of them cures both.
            return replace(a, certain=certain, base=NumPyArray(a.base.aval, True), made=None)
    return replace(a, certain=certain)


def _same_holding(a: Holding, b: Holding) -> Holding:
    holder = a.holder if a.holder is b.holder else Holder.NOTHING
    return replace(
        a,
        holder=holder,
        shared=a.shared or b.shared,
        names=a.names | b.names,
        through=a.through and b.through,
    )
