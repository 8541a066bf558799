"""What iterating over a value gives."""

from __future__ import annotations

import enum
from dataclasses import replace

from jaxlint.domain.avals import Aval
from jaxlint.domain.lattice import join
from jaxlint.domain.values import (
    UNKNOWN,
    Array,
    ClassValue,
    Const,
    Host,
    IteratorValue,
    NumPyArray,
    Object,
    PyTree,
    Tracedness,
    TupleValue,
    Value,
    VariadicTuple,
)
from jaxlint.program import tree
from jaxlint.tracer.classes import has_own
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.enumerations import members_of
from jaxlint.tracer.records import STRUCTURE
from jaxlint.tracer.state import Kind, Slot

MAX_UNROLLED = 24
"""Iterations of known length are executed one by one up to here."""


def unpack(t: Tracer, value: Value) -> list[Value] | None:
    """The elements of a value whose length is known."""
    match value:
        case TupleValue(items=items):
            return None if has_own(t, value, "__iter__") else list(items)
        case IteratorValue(items=tuple()):
            from jaxlint.tracer.generators import items_left

            left = items_left(t, value)
            return None if left is None else list(left)
        case ClassValue() | Const(enum.Enum()):
            return members_of(t, value)
        case Const(str() as text) if len(text) <= MAX_UNROLLED:
            return [Const(char) for char in text]
        case Object():
            contents = t.contents(value)
            if contents is not None and contents.complete and not contents.shared:
                if contents.kind is Kind.LIST:
                    return [slot.value for slot in contents.items.values()]
                if contents.kind is Kind.DICT:
                    return [key for key in contents.items if isinstance(key, Const)]
        case Array(aval=aval) if aval.shape:
            size = aval.shape[0]
            if isinstance(size, int) and size <= MAX_UNROLLED:
                return [_row(t, value, aval, at) for at in range(size)]
        case NumPyArray(aval=aval) if aval.shape and isinstance(aval.shape[0], int):
            if aval.shape[0] <= MAX_UNROLLED:
                return [NumPyArray(Aval(aval.shape[1:], aval.dtype, aval.weak))] * aval.shape[0]
    return None


def elements_of(t: Tracer, value: Value) -> tuple[list[Value], bool]:
    """Elements to execute a loop with, and whether they are exactly the loop's; else one stands for any."""
    exact = unpack(t, value)
    if exact is not None and len(exact) <= MAX_UNROLLED:
        return exact, True
    return [element_of(t, value)], False


def note_contents(t: Tracer, value: Value, node: tree.Expr) -> None:
    """Iteration, `len` and `in` read a container as a whole."""
    contents = t.contents(value)
    if contents is None or not t.regions or not isinstance(value, Object) or contents.kind is Kind.INSTANCE:
        return
    place, name = t.place(node.at), t.text(node)
    t.note_read((value.address, STRUCTURE), Slot(UNKNOWN, contents.version), place, name, node, value)
    for key, slot in contents.items.items():
        t.note_read((value.address, key), slot, place, name, node, value)


def element_of(t: Tracer, value: Value) -> Value:
    """A value that stands for any element."""
    match value:
        case Array(aval=aval):
            return _row(t, value, aval)
        case NumPyArray(aval=aval):
            return NumPyArray(aval.row())
        case PyTree():
            return UNKNOWN
        case TupleValue() if has_own(t, value, "__iter__"):
            return UNKNOWN
        case TupleValue(items=items) | IteratorValue(items=(_, *_) as items) if items:
            joined = items[0]
            for item in items[1:]:
                joined = join(joined, item)
            return joined
        case IteratorValue(element=element):
            return element
        case Object():
            contents = t.contents(value)
            if contents is not None and contents.kind in (Kind.LIST, Kind.SET):
                return contents.element()
        case Const(enum.Enum()):
            return UNKNOWN
        case Const(str()):
            return Host("str")
        case VariadicTuple():
            return Host("int")
    return UNKNOWN


def row_at(t: Tracer, value: Value, at: int) -> Value:
    """The element at a position, of what is long enough."""
    return _row(t, value, value.aval, at) if isinstance(value, Array) else element_of(t, value)


def _row(t: Tracer, value: Array, aval: Aval, at: int | None = None) -> Array:
    """One row of an array, which JAX slices: what is staged around it stages that as well."""
    key = None if value.key is None or at is None else value.key.row(at)
    row = replace(value, aval=aval.row(), key=key)
    if value.traced is Tracedness.NO and (region := t.staging) is not None:
        return replace(row, traced=Tracedness.DEFINITE, level=region.level, answers=False)
    return row
