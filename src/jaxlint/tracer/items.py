"""Reading, storing and deleting `x[i]`."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.domain.avals import Aval, Variadic
from jaxlint.domain.lattice import join
from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    UNKNOWN,
    Array,
    AtIndexer,
    ClassValue,
    Const,
    Extent,
    External,
    Host,
    IteratorValue,
    NumPyArray,
    Object,
    PartialValue,
    PyTree,
    RefValue,
    SliceValue,
    Tracedness,
    TupleValue,
    Value,
    VariadicTuple,
    number_of,
    tuple_of,
)
from jaxlint.program import tree
from jaxlint.signatures import indexing
from jaxlint.signatures.annotations import JAXTYPING_DTYPES, UNIONS
from jaxlint.signatures.any_rank import of_operands
from jaxlint.signatures.array_facts import index_keeps
from jaxlint.signatures.impurity import MAPPINGS
from jaxlint.signatures.signature import Mismatch
from jaxlint.tracer.arrays import if_changed
from jaxlint.tracer.bounds import check_bounds
from jaxlint.tracer.classes import has_own
from jaxlint.tracer.containers import delete, item_key, store
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.cuts import differentiated
from jaxlint.tracer.effects import note_store
from jaxlint.tracer.enumerations import member_named
from jaxlint.tracer.events import ItemStore, ReadonlyStore, StoreKind
from jaxlint.tracer.holding import holding
from jaxlint.tracer.indexing import check_index, check_key, check_value
from jaxlint.tracer.keys import part_of
from jaxlint.tracer.lists import constant_slice
from jaxlint.tracer.mismatch import report_mismatch
from jaxlint.tracer.operators import as_leaf
from jaxlint.tracer.sequences import check_list_index
from jaxlint.tracer.size_tuples import sizes_of
from jaxlint.tracer.state import Kind, Slot
from jaxlint.tracer.world import read_item
from jaxlint.tracer.writes import set_contents


def load_item(t: Tracer, base: Value, index: Value, node: tree.Subscript) -> Value:
    """The value of `base[index]`."""
    place = t.place(node.at)
    check_index(t, base, index, node)
    check_list_index(t, base, index, node)
    match base:
        case Array(aval=aval):
            check_bounds(t, base, index, node)
            outcome = of_operands(indexing.index, aval, index)
            if isinstance(outcome, Mismatch):
                report_mismatch(t, t.text(node), outcome, node, (("x", node.value, base),))
            result = outcome if isinstance(outcome, Aval) else Aval(None, aval.dtype)
            made = t.made_array(result, place, f"`{t.text(node)}`", base, index, operator=True)
            made = differentiated(t, made, (base, index), node, smooth=True)
            if base.key is not None:
                made = replace(made, key=part_of(base.key, aval, index))
            return if_changed(made, base) if t.staged and index_keeps(index) else made
        case NumPyArray(aval=aval):
            outcome = of_operands(indexing.index, aval, index)
            result = outcome if isinstance(outcome, Aval) else Aval(None, aval.dtype)
            if isinstance(index, (Array, PyTree)):
                return t.made_array(result, place, f"`{t.text(node)}`", index)
            return NumPyArray(result, base.readonly and _is_view(index), base.origin)
        case PyTree():
            return base if base.key is None else replace(base, key=None)
        case TupleValue() if has_own(t, base, "__getitem__"):
            return _own_item(t, base, index, node)
        case TupleValue(items=items) | IteratorValue(items=tuple() as items):
            return _tuple_item(items, index)
        case VariadicTuple(shape=shape):
            return _size_of(shape, index)
        case IteratorValue(element=element):
            return element
        case RefValue(aval=aval):
            outcome = of_operands(indexing.index, aval, index)
            return t.made_array(outcome if isinstance(outcome, Aval) else Aval(), place, f"`{t.text(node)}`")
        case Object():
            return _object_item(t, base, index, node)
        case ClassValue():
            return member_named(t, base, index)
        case Const(str() as text):
            if (
                isinstance(index, Const)
                and isinstance(index.value, int)
                and -len(text) <= index.value < len(text)
            ):
                return Const(text[index.value])
            return Host("str")
        case External(name) if name in MAPPINGS:
            return read_item(t, name, node)
        case External(name) if name in JAXTYPING_DTYPES and isinstance(index, TupleValue):
            # `Float[Array, "b d"]` keeps what it says, for annotations.
            return PartialValue(base, index.items, ())
        case External(name) if name in UNIONS:
            return PartialValue(base, index.items if isinstance(index, TupleValue) else (index,), ())
        case External(name):
            # A subscripted library class stays what it is.
            return External(name) if name.split(".")[-1][:1].isupper() else UNKNOWN
    return UNKNOWN


def _is_view(index: Value) -> bool:
    parts = index.items if isinstance(index, TupleValue) else (index,)
    return all(isinstance(p, (SliceValue, Const, Host, Extent)) for p in parts)


def _tuple_item(items: tuple[Value, ...], index: Value) -> Value:
    if isinstance(index, Const) and isinstance(index.value, int):
        position = int(index.value)
        return items[position] if -len(items) <= position < len(items) else UNKNOWN
    if isinstance(index, SliceValue):
        window = constant_slice(index)
        if window is None:
            return UNKNOWN if sizes_of(items) is None else tuple_of(None)
        return TupleValue(items[window])
    joined = items[0] if items else UNKNOWN
    for item in items[1:]:
        joined = join(joined, item)
    return joined


def _size_of(shape: Variadic, index: Value) -> Value:
    """`x.shape[index]` of an array of unknown rank."""
    if isinstance(index, Const) and isinstance(index.value, int):
        return number_of(shape.at(index.value))
    if not isinstance(index, SliceValue):
        return Host("int")
    window = constant_slice(index)
    if window == slice(None, None, -1):
        return tuple_of(shape.reversed())
    if window is None or window.step not in (None, 1):
        return tuple_of(None)
    return tuple_of(shape.sliced(window.start, window.stop))


def _own_item(t: Tracer, base: Value, index: Value, node: tree.Subscript) -> Value:
    from jaxlint.tracer.calls import call_method

    return call_method(t, base, "__getitem__", (index,), node)


def _object_item(t: Tracer, base: Object, index: Value, node: tree.Subscript) -> Value:
    contents = t.contents(base)
    if contents is None:
        return UNKNOWN
    if contents.kind is Kind.INSTANCE:
        return _own_item(t, base, index, node)
    key = item_key(t, base, index)
    if key is not None and key in contents.items:
        slot = contents.items[key]
        t.note_read((base.address, key), slot, t.place(node.at), t.text(node), node, base)
        return slot.value
    if isinstance(index, SliceValue) and contents.kind is Kind.LIST:
        window = constant_slice(index)
        if window is not None and contents.complete:
            from jaxlint.tracer.expressions import new_list

            return new_list(t, [slot.value for slot in contents.items.values()][window], node.at)
        return UNKNOWN
    return contents.element() if contents.complete or contents.rest is not UNKNOWN else UNKNOWN


def store_item(
    t: Tracer, target: tree.Subscript, base: Value, index: Value, value: Value, kind: StoreKind
) -> None:
    """`base[index] = value`, and whatever JAX or NumPy says to it."""
    place = t.place(target.at)
    if (
        isinstance(base, (Array, PyTree))
        and isinstance(index, Const)
        and isinstance(index.value, (str, bytes))
    ):
        # No array of JAX has named fields: this is a dict that passed for one.
        if isinstance(base, PyTree):
            note_store(t, base, target, value)
        return
    if isinstance(base, PyTree):
        _store_into_argument(t, target, base, index, value, kind)
        return
    if isinstance(base, Array):
        record_store(t, target, base, index, value, kind)
    elif isinstance(base, AtIndexer):
        _store_at(t, target, base, index, value, kind)
    elif base is not UNKNOWN:
        t.host_uses.add(place)
    check_key(t, base, index, target)
    check_value(t, base, value, target)
    note_store(t, base, target, None if kind is StoreKind.DELETE else value)
    match base:
        case NumPyArray(readonly=True):
            record_readonly(t, base, target, place)
        case NumPyArray():
            touch(t, target.value)
        case Object() if kind is StoreKind.DELETE:
            delete(t, base, index, place)
        case Object():
            store(t, base, index, value, place)


def record_store(
    t: Tracer,
    target: tree.Subscript,
    base: Array,
    index: Value,
    value: Value,
    kind: StoreKind,
    *,
    certain: bool = True,
    held_by: tree.Expr | None = None,
) -> None:
    """Note a store into a JAX array, unless the program expects what it raises."""
    raised = "AttributeError" if kind is StoreKind.DELETE else "TypeError"
    if t.expects(raised, "Exception"):
        return
    held = holding(t, held_by or target.value, base)
    place = t.place(target.at)
    t.record(ItemStore(place, t.context(), certain, held, t.running, kind, base, target, index, value))


def record_readonly(t: Tracer, base: NumPyArray, target: tree.Expr, place: Place) -> None:
    """Note a store into a view of a JAX array's buffer, unless the program expects what it raises."""
    if t.expects("ValueError", "Exception"):
        return
    made, name = (None, None) if base.origin is None else t.conversions.get(base.origin.place, (None, None))
    t.record(ReadonlyStore(place, t.context(), True, base, target, made, name))


def _store_at(
    t: Tracer, target: tree.Subscript, base: AtIndexer, index: Value, value: Value, kind: StoreKind
) -> None:
    """`x.at[index] = value`: what `.at` gives takes no stores (JAX 0.10, 0.12)."""
    array = base.array if isinstance(base.array, Array) else as_leaf(base.array)
    if base.index is None and isinstance(target.value, tree.Attribute) and kind is not StoreKind.DELETE:
        record_store(t, target, array, index, value, kind, held_by=target.value.value)


def _store_into_argument(
    t: Tracer, target: tree.Subscript, base: PyTree, index: Value, value: Value, kind: StoreKind
) -> None:
    """An argument of unknown structure may be a list or a dict, which take stores unless the index rules it out."""
    certain = _only_arrays_take(index)
    if certain or isinstance(target.value, tree.Name):
        record_store(t, target, as_leaf(base), index, value, kind, certain=certain)


def _only_arrays_take(index: Value) -> bool:
    """Whether neither a list nor a dict takes an index: traced numbers, tuples with slices or `...` in them."""
    match index:
        case Array(traced=Tracedness.DEFINITE) | PyTree():
            return True
        case TupleValue(items=items):
            return any(isinstance(item, SliceValue) or item == Const(...) for item in items)
    return False


def touch(t: Tracer, node: tree.Expr, becomes: Value | None = None) -> None:
    """An in-place change of a NumPy array, seen by whoever reads it through the same variable or attribute."""
    from jaxlint.tracer.attributes import attribute_slot

    at = t.place(node.at)
    if isinstance(node, tree.Name):
        home = t.home_of(node.id)
        slot = None if home is None else t.live.read(home.serial, node.id)
        if home is not None and slot is not None:
            version = t.new_version((home.serial, node.id), at, in_place=True)
            t.live.write(home.serial, node.id, Slot(becomes or slot.value, version))
    elif isinstance(node, tree.Attribute):
        owner = t.evaluate(node.value)
        slot = attribute_slot(t, owner, node.attr)
        if slot is not None and isinstance(owner, Object):
            contents = t.contents(owner)
            if contents is not None:
                version = t.new_version((owner.address, node.attr), at, in_place=True)
                set_contents(
                    t, owner.address, contents.with_item(node.attr, Slot(becomes or slot.value, version))
                )
