"""Pytrees of known structure: mapping their leaves."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

from jaxlint.domain.avals import Aval, Dim
from jaxlint.domain.keys import Key
from jaxlint.domain.lattice import join
from jaxlint.domain.values import (
    UNKNOWN,
    Array,
    ClassValue,
    Const,
    Extent,
    Host,
    NumPyArray,
    Object,
    PyTree,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.tracer.classes import all_fields
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.operators import aval_of
from jaxlint.tracer.pytrees import Role, is_rebuilt, role_in, stated_field
from jaxlint.tracer.state import Contents, Kind, Slot
from jaxlint.tracer.versions import EMPTY_VERSION


def map_values(
    t: Tracer,
    value: Value,
    change: Callable[..., Value],
    node: tree.Node,
    others: tuple[Value, ...] = (),
) -> Value:
    """The tree with `change` applied to its leaves; a leaf of an argument of unknown structure is an array.

    `others` are trees of the same structure or deeper: `change` is given what they have where the leaf stands.
    """
    match value:
        case TupleValue(items=items):
            return replace(
                value,
                items=tuple(
                    map_values(t, item, change, node, tuple(_part(other, at, len(items)) for other in others))
                    for at, item in enumerate(items)
                ),
            )
        case Object():
            contents = t.contents(value)
            instance = contents is not None and contents.kind is Kind.INSTANCE
            if contents is None or contents.kind is Kind.SET or (instance and not is_rebuilt(t, contents)):
                return UNKNOWN

            def part(key: Hashable, item: Value) -> Value:
                match role_in(t, contents, key):
                    case Role.STATIC:
                        return item
                    case Role.BY_VALUE if not isinstance(item, (Array, Object)):
                        return item
                    case Role.UNKNOWN:
                        return UNKNOWN
                beside = tuple(_entry(t, other, contents, key) for other in others)
                return map_values(t, item, change, node, beside)

            held = {k: s.value for k, s in contents.items.items()}
            if isinstance(contents.class_value, ClassValue):
                held = _fields(t, value, contents, contents.class_value)
            slots = {k: Slot(part(k, v), EMPTY_VERSION) for k, v in held.items()}
            if isinstance(contents.class_value, ClassValue) and any(
                slot.value is UNKNOWN and stated_field(t, value, contents.class_value, str(k)) is not UNKNOWN
                for k, slot in slots.items()
            ):
                # What the class states of its fields does not hold of what becomes of them.
                return UNKNOWN
            whole = contents.complete or instance
            rest = UNKNOWN if whole else change(contents.rest, *(UNKNOWN for _ in others))
            made = Contents(contents.kind, slots, contents.complete, rest, contents.class_value)
            return t.allocate(made, node.at, part=t.new_serial())
        case Const(None):
            return value
    if value is UNKNOWN:
        # Where its leaves are in the other trees is not known either.
        others = tuple(UNKNOWN if isinstance(other, (TupleValue, Object)) else other for other in others)
    changed = change(value, *others)
    # What is not known may be a leaf or a tree of them.
    return UNKNOWN if value is UNKNOWN else changed


def either(t: Tracer, a: Value, b: Value, node: tree.Node) -> Value:
    """What is one of two trees: part by part, where they have the same structure."""
    match a, b:
        case TupleValue(items=mine), TupleValue(items=others):
            if len(mine) == len(others) and a.class_place == b.class_place:
                return replace(
                    a, items=tuple(either(t, x, y, node) for x, y in zip(mine, others, strict=True))
                )
        case Object(), Object() if a != b:
            one, other = t.contents(a), t.contents(b)
            if one is None or other is None or one.kind is Kind.SET or one.kind is not other.kind:
                return UNKNOWN
            if one.class_value != other.class_value or list(one.items) != list(other.items):
                return UNKNOWN
            slots = {
                key: Slot(either(t, slot.value, other.items[key].value, node), EMPTY_VERSION)
                for key, slot in one.items.items()
            }
            complete = one.complete and other.complete and not one.maybe | other.maybe
            made = Contents(one.kind, slots, complete, join(one.rest, other.rest), one.class_value)
            return t.allocate(made, node.at, part=t.new_serial())
    return join(a, b)


def _fields(t: Tracer, value: Object, contents: Contents, cls: ClassValue) -> dict[Hashable, Value]:
    """The attributes of an instance, those that only the annotations of its class tell of among them."""
    held: dict[Hashable, Value] = dict.fromkeys(all_fields(t, cls), UNKNOWN)
    held |= {k: UNKNOWN if k in contents.maybe else s.value for k, s in contents.items.items()}
    return {k: stated_field(t, value, cls, str(k)) if v is UNKNOWN else v for k, v in held.items()}


def _part(other: Value, at: int, count: int) -> Value:
    """The item of another tuple beside that of the first; parts of what is not known are as little known."""
    if isinstance(other, TupleValue):
        return other.items[at] if len(other.items) == count else UNKNOWN
    return other if isinstance(other, PyTree) else UNKNOWN


def _entry(t: Tracer, other: Value, first: Contents, key: Hashable) -> Value:
    """The entry of another list or dict beside that of the first."""
    if isinstance(other, PyTree):
        return other
    contents = t.contents(other)
    if contents is None or contents.kind is not first.kind or contents.shared:
        return UNKNOWN
    if contents.class_value != first.class_value:
        return UNKNOWN
    slot = contents.items.get(key)
    return UNKNOWN if slot is None else slot.value


def no_key(_: Key) -> None:
    """What becomes of a key where it is not known which one it is."""


def map_leaves(
    t: Tracer,
    value: Value,
    shape: Callable[[Aval], Aval],
    node: tree.Node,
    key: Callable[[Key], Key | None] = no_key,
    *,
    arrays_only: bool = False,
) -> Value:
    """The tree with the avals of its arrays changed, and what they are as random keys; `arrays_only` leaves
    Python numbers as they are.
    """

    def change(leaf: Value) -> Value:
        match leaf:
            case Array(aval=aval):
                return replace(leaf, aval=shape(aval), key=None if leaf.key is None else key(leaf.key))
            case NumPyArray(aval=aval):
                return replace(leaf, aval=shape(aval))
            case Const(bool() | int() | float() | complex()) | Host("int" | "float" | "bool") | Extent():
                return leaf if arrays_only else Array(shape(aval_of(leaf) or Aval()))
        return leaf

    return map_values(t, value, change, node)


def stack_leaves(t: Tracer, value: Value, size: Dim, node: tree.Node) -> Value:
    """What `scan`, `map` and `vmap` make of their body's outputs: a new leading axis on every leaf."""

    def stacked(aval: Aval) -> Aval:
        return aval.stacked(size)

    return map_leaves(t, value, stacked, node, Key.stacked)


def leaf_avals(t: Tracer, value: Value) -> list[Aval]:
    """Avals of the array leaves whose structure is known."""
    match value:
        case Array(aval=aval) | NumPyArray(aval=aval):
            return [aval]
        case TupleValue(items=items):
            return [a for item in items for a in leaf_avals(t, item)]
        case Object():
            contents = t.contents(value)
            if contents is not None and contents.complete:
                return [a for slot in contents.items.values() for a in leaf_avals(t, slot.value)]
    return []


def leaves_of(t: Tracer, value: Value) -> list[Value] | None:
    """The leaves of a tree of known structure, in JAX's order: dicts by sorted keys, None is no leaf."""
    match value:
        case Const(None):
            return []
        case TupleValue(items=items):
            return _all_leaves(t, items)
        case Object():
            contents = t.contents(value)
            if contents is None or not contents.complete or contents.shared:
                return None
            if contents.kind is Kind.LIST:
                return _all_leaves(t, [slot.value for slot in contents.items.values()])
            if contents.kind is Kind.DICT:
                keys = [key.value for key in contents.items if isinstance(key, Const)]
                try:
                    order = sorted(range(len(keys)), key=lambda i: keys[i])  # type: ignore[arg-type, return-value]
                except TypeError:
                    return None
                slots = list(contents.items.values())
                return _all_leaves(t, [slots[i].value for i in order])
            return None
        case Array() | NumPyArray() | Const(bool() | int() | float() | complex() | str()) | Extent():
            return [value]
        case Host("int" | "float" | "bool" | "str"):
            return [value]
    return None


def _all_leaves(t: Tracer, values: Sequence[Value]) -> list[Value] | None:
    leaves: list[Value] = []
    for value in values:
        found = leaves_of(t, value)
        if found is None:
            return None
        leaves += found
    return leaves
