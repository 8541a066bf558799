"""Lists, dicts and sets: their methods, stores into them, and what code that is not known may do to them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from jaxlint.domain.lattice import join
from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    BoundMethod,
    Const,
    Object,
    PartialValue,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.tracer import dicts, lists
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.concretization import Asker, ask_hash
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.effects import note_extension, note_method
from jaxlint.tracer.iteration import element_of
from jaxlint.tracer.state import Contents, Kind, Slot
from jaxlint.tracer.writes import restructured, set_contents


def item_key(t: Tracer, base: Object, index: Value) -> Hashable:
    """The key under which an object holds `base[index]`; None where it is not known which."""
    contents = t.contents(base)
    if contents is None:
        return None
    if contents.kind is Kind.DICT:
        return dicts.key_in(contents.items, index) if isinstance(index, Const) else None
    return lists.position_of(contents, index) if contents.kind is Kind.LIST else None


def container_method(t: Tracer, receiver: Object, name: str, args: CallArguments, node: tree.Node) -> Value:
    """`receiver.name(...)` of a list, dict or set."""
    contents = t.contents(receiver)
    if contents is None:
        return UNKNOWN
    note_method(t, receiver, name, (*args.positional, *(v for _, v in args.keywords)), node)
    if args.more or args.more_keywords:
        havoc(t, [receiver])
        return UNKNOWN
    match contents.kind:
        case Kind.LIST:
            return lists.list_method(t, receiver, contents, name, args, node)
        case Kind.DICT:
            return dicts.dict_method(t, receiver, contents, name, args, node)
        case Kind.SET:
            return _set_method(t, receiver, contents, name, args, node)
    return UNKNOWN


def _set_method(
    t: Tracer, receiver: Object, contents: Contents, name: str, args: CallArguments, node: tree.Node
) -> Value:
    place = t.place(node.at)
    if name == "add":
        for value in args.positional:
            ask_hash(t, value, node, Asker.METHOD, name)
        _grow(t, receiver, contents, args.positional, place)
        return NONE
    if name.endswith("update"):
        _grow(t, receiver, contents, tuple(element_of(t, value) for value in args.positional), place)
        return NONE
    if name in ("discard", "remove", "clear", "pop"):
        _grow(t, receiver, contents, (), place)
        return contents.element() if name == "pop" else NONE
    return UNKNOWN


def _grow(t: Tracer, target: Object, contents: Contents, added: tuple[Value, ...], place: Place) -> None:
    """A set changes; what it may hold is what it may have held, and what is added."""
    rest = contents.rest
    for value in added:
        rest = join(rest, value)
    changed = replace(contents, rest=rest, version=restructured(t, target, place))
    set_contents(t, target.address, changed)


def change_in_place(t: Tracer, op: str, target: Value, right: Value, node: tree.Node) -> bool:
    """`target op= right` of an object that stays the same object; False where it is not one that does."""
    contents, place = t.contents(target), t.place(node.at)
    if contents is None or not isinstance(target, Object):
        return False
    if contents.kind is not Kind.INSTANCE:
        note_extension(t, target, right, node)
    match contents.kind, op:
        case Kind.LIST, "+":
            lists.extend(t, target, right, place)
        case Kind.LIST, "*":
            lists.repeat(t, target, right, place)
        case Kind.DICT, "|":
            dicts.update(t, target, right, place)
        case Kind.SET, ("|" | "&" | "-" | "^"):
            _grow(t, target, contents, (element_of(t, right),) if op in "|^" else (), place)
        case _:
            return False
    return True


def store(t: Tracer, base: Object, index: Value, value: Value, place: Place) -> None:
    """`base[index] = value` of a list or dict."""
    contents = t.contents(base)
    if contents is None:
        return
    if contents.kind is Kind.DICT:
        dicts.store(t, base, contents, index, value, place)
    elif contents.kind is Kind.LIST:
        position = lists.position_of(contents, index)
        if position is None:
            lists.store(t, base, contents, index, value, place)
        else:
            version = t.new_version((base.address, position), place, in_place=True)
            set_contents(t, base.address, contents.with_item(position, Slot(value, version)))


def delete(t: Tracer, base: Object, index: Value, place: Place) -> None:
    """`del base[index]` of a list or dict."""
    contents = t.contents(base)
    if contents is None:
        return
    if contents.kind is Kind.DICT:
        dicts.delete(t, base, contents, index, place)
    elif contents.kind is Kind.LIST:
        lists.delete(t, base, contents, index, place)


REACHING = frozenset({Object, TupleValue, BoundMethod, PartialValue})
"""Values that may lead to objects."""


def havoc(t: Tracer, values: list[Value]) -> None:
    """Code that is not known has these values: it may change every object that it can reach."""
    waiting, seen = [value for value in values if type(value) in REACHING], set()
    while waiting:
        value = waiting.pop()
        match value:
            case Object(address) if address not in seen:
                seen.add(address)
                contents = t.live.contents(address)
                if contents is None:
                    continue
                waiting += [slot.value for slot in contents.items.values()]
                if contents.kind is not Kind.INSTANCE:
                    set_contents(t, address, replace(contents, items={}, complete=False, rest=UNKNOWN))
                else:
                    items = {k: Slot(UNKNOWN, slot.version) for k, slot in contents.items.items()}
                    set_contents(t, address, replace(contents, items=items, complete=False, rest=UNKNOWN))
            case TupleValue(items=parts):
                waiting += parts
            case BoundMethod(receiver=receiver):
                waiting.append(receiver)
            case PartialValue(args=bound, kwargs=named):
                waiting += [*bound, *(v for _, v in named)]
