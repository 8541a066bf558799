"""What expressions mean."""

from __future__ import annotations

import builtins
from typing import Any

from jaxlint.domain.lattice import join, join_all
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    UNREACHED,
    Array,
    AtIndexer,
    Const,
    Donated,
    External,
    Host,
    Object,
    PyTree,
    SliceValue,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.transforms import keeps_changes
from jaxlint.tracer.attributes import attribute
from jaxlint.tracer.calls import evaluate_call
from jaxlint.tracer.comparisons import compare
from jaxlint.tracer.comprehensions import comprehension
from jaxlint.tracer.concretization import Asker, ask_hash, ask_member, tested
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.dead import METADATA, taken
from jaxlint.tracer.decisions import decide
from jaxlint.tracer.dicts import collected, key_in, union
from jaxlint.tracer.functions import make_function
from jaxlint.tracer.indexing import check_index, check_repeat
from jaxlint.tracer.items import load_item
from jaxlint.tracer.iteration import element_of, note_contents, unpack
from jaxlint.tracer.lists import list_arithmetic, list_of_sizes, sizes_in
from jaxlint.tracer.lists import new_list as new_list
from jaxlint.tracer.modules import read_global
from jaxlint.tracer.needs import check_format, check_percent
from jaxlint.tracer.operators import binary, negate, unary
from jaxlint.tracer.own_operators import binary_method, unary_method
from jaxlint.tracer.sequences import check_list_index
from jaxlint.tracer.size_tuples import display
from jaxlint.tracer.sizes import name_read
from jaxlint.tracer.state import Contents, Kind, Slot, State
from jaxlint.tracer.trace_levels import note_reading
from jaxlint.tracer.versions import EMPTY_VERSION
from jaxlint.tracer.world import as_text

BUILTINS = {name: External(f"builtins.{name}") for name in dir(builtins)}


def constant(t: Tracer, node: tree.Constant) -> Value:
    return Const(node.value)


def name(t: Tracer, node: tree.Name) -> Value:
    frame = t.frame
    assert frame is not None
    scope = frame.scope
    if scope is not None and not frame.is_class and node.id in scope.bound:
        # A function's own variable: no trace and no call under way began inside its frame.
        own = (t.state or t.live).read(frame.serial, node.id)
        return UNKNOWN if own is None else own.value
    home = t.home_of(node.id)
    if home is not None:
        if home.scope is None:
            found = read_global(t, home, node.id, t.place(node.at), node)
            if found is not None:
                return found
        else:
            slot = t.read_cell(home.serial, node.id, t.place(node.at), node)
            return UNKNOWN if slot is None else slot.value
    return BUILTINS.get(node.id, UNKNOWN)


def attribute_of(t: Tracer, node: tree.Attribute) -> Value:
    base = t.evaluate(node.value)
    match base:
        case Object():
            note_reading(t, base, node.attr)
        case PyTree():
            refine(t, node.value, base, attr=node.attr)
        case Donated(array=array):
            base = array if node.attr in METADATA else taken(t, base, node.value)
    return attribute(t, base, node.attr, node)


def subscript(t: Tracer, node: tree.Subscript) -> Value:
    of_shape = isinstance(node.value, tree.Attribute) and node.value.attr == "shape"
    if of_shape:
        name_read(t, node)
    base = taken(t, t.evaluate(node.value), node.value)
    note_reading(t, base)
    index = t.evaluate(node.index)
    if of_shape and base == Host("tuple") and not isinstance(index, SliceValue):
        return Host("int")
    if isinstance(base, AtIndexer):
        check_index(t, base.array, index, node)
        check_list_index(t, base.array, index, node)
        return AtIndexer(base.array, index)
    return load_item(t, base, index, node)


def slice_of(t: Tracer, node: tree.Slice) -> Value:
    parts = [NONE if part is None else t.evaluate(part) for part in (node.lower, node.upper, node.step)]
    return SliceValue(*parts)


def binary_of(t: Tracer, node: tree.Binary) -> Value:
    left = taken(t, t.evaluate(node.left), node.left)
    right = taken(t, t.evaluate(node.right), node.right)
    if left is UNKNOWN and right is UNKNOWN:
        return UNKNOWN
    result = binary_method(t, node.op, left, right, node)
    if result is not None:
        return result
    if type(left) is Object or type(right) is Object:
        note_reading(t, left)
        note_reading(t, right)
        result = list_arithmetic(t, node.op, left, right, node.at)
        if result is None:
            result = union(t, node.op, left, right, node.at)
    if result is None:
        result = binary(t, node.op, left, right, node, (node.left, node.right))
    if node.op == "%":
        check_percent(t, left, right, node)
    elif node.op == "*":
        check_repeat(t, left, right, node)
    if isinstance(result, Array):
        refine(t, node.left, left)
        refine(t, node.right, right)
    return result


def unary_of(t: Tracer, node: tree.Unary) -> Value:
    if node.op == "not":
        return negate(decide(t, node.operand, Asker.NOT))
    operand = taken(t, t.evaluate(node.operand), node.operand)
    result = unary_method(t, node.op, operand, node)
    return unary(t, node.op, operand, node) if result is None else result


def compare_of(t: Tracer, node: tree.Compare) -> Value:
    """A chain of comparisons, which ends at the first that is false."""
    left_node, left = node.left, t.evaluate(node.left)
    result: Value = Const(True)
    ends: list[State] = []
    for position, (op, right_node) in enumerate(node.rest):
        known = True if position == 0 else tested(t, result, node, Asker.CHAIN)
        if known is False:
            break
        if known is None:
            ends.append(t.live.fork())
        right = t.evaluate(right_node)
        if op not in ("is", "is not"):
            left, right = taken(t, left, left_node), taken(t, right, right_node)
        if op in ("in", "not in"):
            note_contents(t, right, right_node)
            ask_member(t, left, right, node)
        one = binary_method(t, op, left, right, node)
        if one is None:
            one = compare(t, op, left, right, node, (left_node, right_node))
        if isinstance(one, Array):
            refine(t, left_node, left)
            refine(t, right_node, right)
        result = one if known else join(result, one)
        left_node, left = right_node, right
    if ends:
        t.state = t.join_all([*ends, t.live])
    return result


def starred(t: Tracer, node: tree.Starred) -> Value:
    t.evaluate(node.value)
    return UNKNOWN


def sequence(t: Tracer, node: tree.Sequence) -> Value:
    items: list[Value] = []
    complete = True
    for element in node.elements:
        if isinstance(element, tree.Starred):
            value = t.evaluate(element.value)
            spread = unpack(t, value)
            if spread is None:
                complete = False
                items.append(sizes_in(t, value) or UNKNOWN)
            else:
                items.extend(spread)
        else:
            items.append(t.evaluate(element))
    if node.kind is tree.Display.TUPLE:
        return TupleValue(tuple(items)) if complete else display(items, node) or UNKNOWN
    if node.kind is tree.Display.SET:
        for item, shown in zip(items, node.elements, strict=False):
            ask_hash(t, item, shown, Asker.DISPLAY, "set")
        return t.allocate(Contents(Kind.SET, complete=False, rest=join_all(items)), node.at)
    if complete:
        return new_list(t, items, node.at)
    return list_of_sizes(t, display(items, node), node.at) or new_list(t, None, node.at, join_all(items))


def mapping(t: Tracer, node: tree.Mapping) -> Value:
    items: dict[Any, Slot] = {}
    complete = True
    unknown: Value = UNREACHED
    for key_node, value_node in node.items:
        if key_node is None:
            spread = t.contents(t.evaluate(value_node))
            if spread is None or spread.kind is not Kind.DICT:
                items, complete, unknown = {}, False, UNKNOWN
            else:
                items = collected([*items.items(), *spread.items.items()])
                complete, unknown = complete and spread.complete, join(unknown, spread.rest)
            continue
        key, value = t.evaluate(key_node), t.evaluate(value_node)
        ask_hash(t, key, key_node, Asker.DISPLAY, "dict")
        if isinstance(key, Const):
            items[key_in(items, key)] = Slot(value, EMPTY_VERSION)
        else:
            items = {k: Slot(join(slot.value, value), slot.version) for k, slot in items.items()}
            complete, unknown = False, join(unknown, value)
    return t.allocate(Contents(Kind.DICT, items, complete, unknown), node.at)


def lambda_of(t: Tracer, node: tree.Lambda) -> Value:
    return make_function(t, node.function)


def walrus(t: Tracer, node: tree.Walrus) -> Value:
    value = t.evaluate(node.value)
    frame = t.current
    while frame.scope is not None and node.target.id not in frame.scope.bound and frame.parent is not None:
        parent = t.frames.get(frame.parent)
        if parent is None or frame.function is not parent.function:
            break
        frame = parent
    outer, t.frame = t.frame, frame
    t.bind(node.target.id, value, t.place(node.at))
    t.frame = outer
    return value


def fstring(t: Tracer, node: tree.FString) -> Value:
    values: list[Value] = []
    for part in node.parts:
        if isinstance(part, tree.Format):
            value = t.evaluate(part.value)
            values.append(value)
            if part.spec is not None:
                t.evaluate(part.spec)
                if part.spec.parts and part.conversion is None:
                    check_format(t, value, part.value, "format")
    return as_text(t, values, node)


def await_of(t: Tracer, node: tree.Await) -> Value:
    t.evaluate(node.value)
    return UNKNOWN


def yield_of(t: Tracer, node: tree.Yield) -> Value:
    value = NONE if node.value is None else t.evaluate(node.value)
    items = unpack(t, value) if node.delegates else [value]
    if items is None:
        # How many items there are is as unknown as behind a test.
        items, t.current.undecided = [element_of(t, value)], True
    t.current.yields += [(item, t.live.fork()) for item in items]
    return UNKNOWN


def opaque(t: Tracer, node: tree.Opaque) -> Value:
    for operand in node.operands:
        t.evaluate(operand)
    return UNKNOWN


ARRAY_ATTRIBUTES = frozenset({"at", "dtype", "shape", "ndim", "T", "mT", "astype", "reshape", "ravel"})
"""Attributes that arrays have and containers of arrays do not."""


def refine(t: Tracer, node: tree.Expr, value: Value, attr: str | None = None) -> None:
    """An argument of unknown structure that is used as an array is one, or a Variable of NNX where that traces it."""
    if not isinstance(value, PyTree) or not isinstance(node, tree.Name):
        return
    if any(keeps_changes(region.transform.name) for region in t.regions):
        return
    if attr is not None and attr not in ARRAY_ATTRIBUTES:
        return
    home = t.home_of(node.id)
    if home is None:
        return
    slot = t.live.read(home.serial, node.id)
    if slot is not None and slot.value == value:
        from jaxlint.tracer.operators import as_leaf

        t.live.write(home.serial, node.id, Slot(as_leaf(value), slot.version))


Tracer.evaluators.update(
    {
        tree.Constant: constant,
        tree.Name: name,
        tree.Attribute: attribute_of,
        tree.Subscript: subscript,
        tree.Slice: slice_of,
        tree.Call: evaluate_call,
        tree.Binary: binary_of,
        tree.Unary: unary_of,
        tree.Compare: compare_of,
        tree.Starred: starred,
        tree.Sequence: sequence,
        tree.Mapping: mapping,
        tree.Comprehension: comprehension,
        tree.Lambda: lambda_of,
        tree.Walrus: walrus,
        tree.FString: fstring,
        tree.Await: await_of,
        tree.Yield: yield_of,
        tree.Opaque: opaque,
    }
)
