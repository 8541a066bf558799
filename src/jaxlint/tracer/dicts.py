"""Dicts: what their methods, and stores and deletions of their items, do to what they hold."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from jaxlint.domain.lattice import join
from jaxlint.domain.origins import Place
from jaxlint.domain.values import NONE, UNKNOWN, Const, IteratorValue, Object, TupleValue, Value
from jaxlint.program import tree
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.concretization import Asker, ask_hash
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.lists import forget
from jaxlint.tracer.state import Contents, Kind, Slot
from jaxlint.tracer.writes import restructured, set_contents


def key_in(items: Mapping[Any, Slot], key: Const) -> Const:
    """The key of a dict that equals `key`, else `key` itself: 1, 1.0 and True are one key."""
    value = key.value
    if key in items:
        return key
    if isinstance(value, enum.Enum) or _has_member(items):
        return next((other for other in items if isinstance(other, Const) and other.value == value), key)
    if not isinstance(value, (bool, int, float)):
        return key
    try:
        same = (Const(int(value)), Const(float(value)), Const(bool(value)))
    except (OverflowError, ValueError):
        return key
    return next((other for other in same if other.value == value and other in items), key)


def _has_member(items: Mapping[Any, Slot]) -> bool:
    """Whether members of enumerations are among the keys of a dict, whose keys are mostly of one kind."""
    first = next(iter(items), None)
    return isinstance(first, Const) and isinstance(first.value, enum.Enum)


def collected(pairs: Iterable[tuple[Const, Slot]]) -> dict[Any, Slot]:
    """The items of a dict made from these pairs, later ones first."""
    items: dict[Any, Slot] = {}
    for key, slot in pairs:
        items[key_in(items, key)] = slot
    return items


def dict_method(
    t: Tracer, receiver: Object, contents: Contents, name: str, args: CallArguments, node: tree.Node
) -> Value:
    """`receiver.name(...)`."""
    place = t.place(node.at)
    known = contents.complete and not contents.shared
    keys = [k for k in contents.items if isinstance(k, Const)]
    values = [contents.items[k].value for k in keys]
    match name:
        case "items" if known:
            return IteratorValue(tuple(TupleValue((k, v)) for k, v in zip(keys, values, strict=True)))
        case "keys" if known:
            return IteratorValue(tuple(keys))
        case "values" if known:
            return IteratorValue(tuple(values))
        case "copy":
            return t.allocate(replace(contents, shared=False), node.at)
        case "get" | "pop" | "setdefault" if args.positional:
            return _looked_up(t, receiver, contents, name, args, node)
        case "update":
            for source in args.positional:
                update(t, receiver, source, place)
            _update_keywords(t, receiver, args, place)
            return NONE
        case "popitem":
            if known and keys:
                _remove(t, receiver, contents, keys[-1], place)
                return TupleValue((keys[-1], values[-1]))
            forget(t, receiver, contents, place)
        case "clear" if contents.shared:
            forget(t, receiver, contents, place)
        case "clear":
            set_contents(t, receiver.address, Contents(Kind.DICT, version=restructured(t, receiver, place)))
            return NONE
    return UNKNOWN


def _looked_up(
    t: Tracer, receiver: Object, contents: Contents, name: str, args: CallArguments, node: tree.Node
) -> Value:
    """`get`, `pop` and `setdefault`."""
    place, wanted = t.place(node.at), args.positional[0]
    ask_hash(t, wanted, node, Asker.METHOD, name)
    default = args.positional[1] if len(args.positional) > 1 else NONE
    if not isinstance(wanted, Const):
        if name == "pop":
            forget(t, receiver, contents, place)
        elif name == "setdefault":
            _store_anywhere(t, receiver, contents, default, place, overwrites=False)
        return UNKNOWN
    key = key_in(contents.items, wanted)
    slot = contents.items.get(key)
    if slot is not None:
        t.note_read((receiver.address, key), slot, place, t.text(node), None, receiver)
        if name == "pop":
            _remove(t, receiver, contents, key, place)
        return slot.value
    if not contents.complete:
        if name == "setdefault":
            _store_anywhere(t, receiver, contents, default, place, overwrites=False)
        return UNKNOWN
    if name == "setdefault":
        _add(t, receiver, contents, key, default, place)
    return UNKNOWN if name == "pop" and len(args.positional) < 2 else default


def store(t: Tracer, base: Object, contents: Contents, index: Value, value: Value, place: Place) -> None:
    """`base[index] = value`."""
    if isinstance(index, Const):
        _add(t, base, contents, key_in(contents.items, index), value, place)
    else:
        _store_anywhere(t, base, contents, value, place, overwrites=True)


def delete(t: Tracer, base: Object, contents: Contents, index: Value, place: Place) -> None:
    """`del base[index]`."""
    if not isinstance(index, Const):
        forget(t, base, contents, place)
        return
    key = key_in(contents.items, index)
    if key in contents.items:
        _remove(t, base, contents, key, place)


def update(t: Tracer, receiver: Object, source: Value, place: Place) -> None:
    """`receiver |= source`."""
    contents, other = t.contents(receiver), t.contents(source)
    if contents is None:
        return
    if other is None or other.kind is not Kind.DICT or not other.complete or contents.shared:
        added = UNKNOWN if other is None or other.kind is not Kind.DICT else other.bound()
        items = {key: Slot(join(slot.value, added), slot.version) for key, slot in contents.items.items()}
        rest, version = join(contents.rest, added), restructured(t, receiver, place)
        changed = replace(contents, items=items, complete=False, rest=rest, version=version)
        set_contents(t, receiver.address, changed)
        return
    for key, slot in other.items.items():
        now = t.contents(receiver)
        if now is not None:
            _add(t, receiver, now, key_in(now.items, key), slot.value, place)


def union(t: Tracer, op: str, left: Value, right: Value, at: int) -> Object | None:
    """`left | right`: a fresh dict; None where it is no union of two dicts."""
    one, other = t.contents(left), t.contents(right)
    if op != "|" or one is None or other is None or not one.kind is other.kind is Kind.DICT:
        return None
    made = t.allocate(replace(one, shared=False), at)
    update(t, made, right, t.place(at))
    return made


def _update_keywords(t: Tracer, receiver: Object, args: CallArguments, place: Place) -> None:
    for name, value in args.keywords:
        contents = t.contents(receiver)
        if contents is not None:
            _add(t, receiver, contents, Const(name), value, place)
    contents = t.contents(receiver)
    if args.more_keywords and contents is not None:
        _store_anywhere(t, receiver, contents, UNKNOWN, place, overwrites=True)


def _add(t: Tracer, base: Object, contents: Contents, key: Const, value: Value, place: Place) -> None:
    version = t.new_version((base.address, key), place, in_place=True)
    stored = contents.with_item(key, Slot(value, version))
    if key not in contents.items:
        stored = replace(stored, version=version)
    set_contents(t, base.address, stored)


def _store_anywhere(
    t: Tracer, base: Object, contents: Contents, value: Value, place: Place, overwrites: bool
) -> None:
    """A store under a key that is not known."""
    items = contents.items
    if overwrites:
        items = {key: Slot(join(slot.value, value), slot.version) for key, slot in items.items()}
    rest, version = join(contents.rest, value), restructured(t, base, place)
    set_contents(t, base.address, replace(contents, items=items, complete=False, rest=rest, version=version))


def _remove(t: Tracer, base: Object, contents: Contents, key: Const, place: Place) -> None:
    left = contents.without_item(key)
    if contents.shared:
        left = replace(left, complete=False, rest=join(contents.rest, contents.items[key].value))
    set_contents(t, base.address, replace(left, version=restructured(t, base, place)))
