"""Lists: what their methods, and stores and deletions of their items, do to what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from jaxlint.domain.avals import Aval
from jaxlint.domain.dtypes import python_type
from jaxlint.domain.lattice import join
from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Const,
    Host,
    Object,
    SliceValue,
    TupleValue,
    Value,
    VariadicTuple,
)
from jaxlint.program import tree
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.iteration import element_of, unpack
from jaxlint.tracer.size_tuples import joined
from jaxlint.tracer.state import Contents, Kind, Slot
from jaxlint.tracer.versions import EMPTY_VERSION
from jaxlint.tracer.writes import restructured, set_contents

MAX_REPEATED = 64
"""A list repeated to more elements than this, or made of a larger array, has an unknown number of them."""


def new_list(t: Tracer, items: list[Value] | None, at: int, rest: Value = UNKNOWN) -> Object:
    """A fresh list: of known elements, or of unknown length with elements bounded by `rest`."""
    if items is None:
        return t.allocate(Contents(Kind.LIST, complete=False, rest=rest), at)
    slots = {i: Slot(value, EMPTY_VERSION) for i, value in enumerate(items)}
    return t.allocate(Contents(Kind.LIST, slots), at)


def numbers_of(t: Tracer, aval: Aval, at: int) -> Value | None:
    """An array as Python numbers: one, or a fresh list of rows; None where they are not known or too many."""
    number = python_type(aval.dtype)
    if number is None or aval.shape is None:
        return None
    sizes = [size for size in aval.shape if isinstance(size, int)]
    if len(sizes) < len(aval.shape) or prod(sizes) > MAX_REPEATED:
        return None
    if not sizes:
        return Host(number)
    rows = [numbers_of(t, aval.row(), at) or UNKNOWN for _ in range(sizes[0])]
    slots = {i: Slot(row, EMPTY_VERSION) for i, row in enumerate(rows)}
    return t.allocate(Contents(Kind.LIST, slots), at, part=t.new_serial())


def list_of_sizes(t: Tracer, sizes: Value | None, at: int) -> Object | None:
    """A fresh list of sizes, of unknown length; None where no such sizes are given."""
    if not isinstance(sizes, VariadicTuple):
        return None
    made = Contents(Kind.LIST, complete=False, rest=Host("int"), spelled=(sizes.shape, EMPTY_VERSION))
    return t.allocate(made, at)


def sizes_in(t: Tracer, value: Value) -> VariadicTuple | None:
    """A tuple or list of sizes, of unknown length."""
    if isinstance(value, VariadicTuple):
        return value
    contents = t.contents(value) if isinstance(value, Object) else None
    sizes = None if contents is None else contents.sizes
    return None if sizes is None else VariadicTuple(sizes)


def _joined(t: Tracer, left: Value, right: Value) -> VariadicTuple | None:
    """The sizes of two lists end to end, of which one has no known length."""
    parts = [sizes_in(t, value) or _as_tuple(t, value) for value in (left, right)]
    known = [part for part in parts if part is not None]
    made = joined(known) if len(known) == 2 else None
    return made if isinstance(made, VariadicTuple) else None


def _as_tuple(t: Tracer, value: Value) -> TupleValue | None:
    items = unpack(t, value)
    return None if items is None else TupleValue(tuple(items))


def list_arithmetic(t: Tracer, op: str, left: Value, right: Value, at: int) -> Object | None:
    """`[x] + [y]` and `[x] * 3`, where the elements are known."""
    a, b = t.contents(left), t.contents(right)
    first = None if a is None or a.kind is not Kind.LIST else elements(a)
    second = None if b is None or b.kind is not Kind.LIST else elements(b)
    if op == "+" and first is not None and second is not None:
        return concatenated(t, (left, right), at)
    if op == "+" and a is not None and b is not None and (a.sizes is not None or b.sizes is not None):
        sizes = _joined(t, left, right)
        return list_of_sizes(t, sizes, at)
    if op == "*":
        for items, count in ((first, right), (second, left)):
            if items is not None and isinstance(count, Const) and isinstance(count.value, int):
                if 0 <= len(items) * count.value <= MAX_REPEATED:
                    return new_list(t, [slot.value for slot in items] * count.value, at)
    return None


def concatenated(t: Tracer, lists: Sequence[Value], at: int) -> Object | None:
    """The elements of several lists in one, where they are known."""
    found: list[Value] = []
    for one in lists:
        contents = t.contents(one)
        slots = None if contents is None or contents.kind is not Kind.LIST else elements(contents)
        if slots is None:
            return None
        found += [slot.value for slot in slots]
    return new_list(t, found, at)


def constant_slice(index: SliceValue) -> slice | None:
    """The slice with known bounds, if they are."""
    parts: list[int | None] = []
    for part in (index.lower, index.upper, index.step):
        if not isinstance(part, Const) or not (part.value is None or isinstance(part.value, int)):
            return None
        parts.append(part.value)
    return None if parts[2] == 0 else slice(*parts)


def position_of(contents: Contents, index: Value) -> int | None:
    """The position that an index means, where it is one that is known to be there."""
    if not isinstance(index, Const) or not isinstance(index.value, int):
        return None
    size = len(contents.items)
    position = index.value + size if index.value < 0 and contents.complete else index.value
    return position if 0 <= position < size else None


def elements(contents: Contents) -> list[Slot] | None:
    """All elements in order, where the whole list is known."""
    exact = contents.complete and not contents.shared
    return [contents.items[i] for i in range(len(contents.items))] if exact else None


def extend(t: Tracer, target: Object, more: Value, place: Place) -> None:
    """`target += more`."""
    contents = t.contents(target)
    if contents is None or contents.kind is not Kind.LIST:
        return
    slots, added = elements(contents), unpack(t, more)
    if slots is not None and added is not None:
        _hold(t, target, [*slots, *(_made(value) for value in added)], place)
        return
    sizes = _joined(t, target, more)
    if sizes is not None:
        version = restructured(t, target, place)
        made = replace(
            contents,
            items={},
            complete=False,
            rest=Host("int"),
            version=version,
            spelled=(sizes.shape, version),
        )
        set_contents(t, target.address, made)
        return
    # What is there stays at its place.
    rest = contents.rest
    for value in [element_of(t, more)] if added is None else added:
        rest = join(rest, value)
    changed = replace(contents, complete=False, rest=rest, version=restructured(t, target, place))
    set_contents(t, target.address, changed)


def repeat(t: Tracer, target: Object, count: Value, place: Place) -> None:
    """`target *= count`."""
    contents = t.contents(target)
    if contents is None:
        return
    slots = elements(contents)
    times = count.value if isinstance(count, Const) else None
    if slots is not None and isinstance(times, int) and len(slots) * times <= MAX_REPEATED:
        _hold(t, target, slots * times, place)
    else:
        forget(t, target, contents, place)


def list_method(
    t: Tracer, receiver: Object, contents: Contents, name: str, args: CallArguments, node: tree.Node
) -> Value:
    """`receiver.name(...)`."""
    place, slots = t.place(node.at), elements(contents)
    match name, args.positional:
        case "append", (value,):
            extend(t, receiver, TupleValue((value,)), place)
            return NONE
        case "extend", (more,):
            extend(t, receiver, more, place)
            return NONE
        case "copy", ():
            return t.allocate(replace(contents, shared=False), node.at)
        case (("index" | "count"), _):
            return Host("int")
        case "pop", index if slots:
            at = position_of(contents, index[0] if index else Const(-1))
            if at is not None:
                _hold(t, receiver, slots[:at] + slots[at + 1 :], place)
                return slots[at].value
        case "clear", () if slots is not None:
            _hold(t, receiver, [], place)
            return NONE
        case "reverse", () if slots is not None:
            _hold(t, receiver, slots[::-1], place)
            return NONE
        case "insert", (Const(int(at)), value) if slots is not None:
            slots.insert(at, _made(value))
            _hold(t, receiver, slots, place)
            return NONE
        case "remove", (Const(wanted),) if slots is not None:
            at = _first_equal(slots, wanted)
            if at is not None:
                _hold(t, receiver, slots[:at] + slots[at + 1 :], place)
                return NONE
        case "sort", () if slots is not None and not args.keywords:
            ordered = _in_order(slots)
            if ordered is not None:
                _hold(t, receiver, ordered, place)
                return NONE
    if name not in ("insert", "remove", "sort", "reverse", "clear", "pop"):
        return UNKNOWN
    element = contents.element()
    added = args.positional[-1:] if name == "insert" else ()
    forget(t, receiver, contents, place, *added)
    return element if name == "pop" else NONE


def store(t: Tracer, base: Object, contents: Contents, index: Value, value: Value, place: Place) -> None:
    """`base[index] = value` at a position that is not known to be one of the list's, or for a slice."""
    if isinstance(index, SliceValue):
        slots, window, new = elements(contents), constant_slice(index), unpack(t, value)
        if slots is not None and window is not None and new is not None:
            try:
                slots[window] = [_made(one) for one in new]
            except ValueError:  # the program's own error: an extended slice of another size
                return
            _hold(t, base, slots, place)
        else:
            forget(t, base, contents, place, *([element_of(t, value)] if new is None else new))
        return
    if not isinstance(index, Const):
        if index is UNKNOWN:
            forget(t, base, contents, place, value, element_of(t, value))
            return
        version = restructured(t, base, place)
        items = {at: Slot(join(slot.value, value), slot.version) for at, slot in contents.items.items()}
        rest = contents.rest if contents.complete else join(contents.rest, value)
        set_contents(t, base.address, replace(contents, items=items, rest=rest, version=version))
        return
    if not contents.complete:
        forget(t, base, contents, place, value)


def delete(t: Tracer, base: Object, contents: Contents, index: Value, place: Place) -> None:
    """`del base[index]`."""
    slots = elements(contents)
    at = position_of(contents, index)
    window = constant_slice(index) if isinstance(index, SliceValue) else None
    if slots is not None and (at is not None or window is not None):
        del slots[window if at is None else at]  # type: ignore[arg-type]  # one of them is not None
        _hold(t, base, slots, place)
    else:
        forget(t, base, contents, place)


def forget(t: Tracer, target: Object, contents: Contents, place: Place, *added: Value) -> None:
    """Positions, or keys, are no longer known; what was there may be anywhere, or gone."""
    rest = contents.bound()
    for value in added:
        rest = join(rest, value)
    left = replace(contents, items={}, complete=False, rest=rest, version=restructured(t, target, place))
    set_contents(t, target.address, left)


def _made(value: Value) -> Slot:
    return Slot(value, EMPTY_VERSION)


def _hold(t: Tracer, target: Object, slots: list[Slot], place: Place) -> None:
    """Give a list these elements; those at new positions are written now."""
    contents = t.contents(target)
    if contents is None:
        return
    version = restructured(t, target, place)
    items = {
        at: slot if contents.items.get(at) is slot else Slot(slot.value, version)
        for at, slot in enumerate(slots)
    }
    set_contents(t, target.address, replace(contents, items=items, version=version))


def _first_equal(slots: list[Slot], wanted: object) -> int | None:
    """Where `remove` finds what it looks for; None where the elements before are not all known."""
    for at, slot in enumerate(slots):
        if not isinstance(slot.value, Const):
            return None
        if slot.value.value == wanted:
            return at
    return None


def _in_order(slots: list[Slot]) -> list[Slot] | None:
    """Known numbers or strings, sorted."""
    keyed = [(slot.value.value, at) for at, slot in enumerate(slots) if isinstance(slot.value, Const)]
    numbers = [(value, at) for value, at in keyed if isinstance(value, (int, float)) and value == value]
    texts = [(value, at) for value, at in keyed if isinstance(value, str)]
    if len(numbers) == len(slots):
        return [slots[at] for _, at in sorted(numbers)]
    return [slots[at] for _, at in sorted(texts)] if len(texts) == len(slots) else None
