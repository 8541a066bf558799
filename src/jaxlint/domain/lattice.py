"""The lattice of abstract values: `join` after branches, `widen` in loops."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import replace

from jaxlint.domain.avals import Aval, join_avals
from jaxlint.domain.keys import same_key
from jaxlint.domain.origins import Origin
from jaxlint.domain.tangents import join_tangents
from jaxlint.domain.values import (
    UNKNOWN,
    UNREACHED,
    Array,
    Const,
    DType,
    Extent,
    Host,
    IteratorValue,
    NumPyArray,
    PyTree,
    RefValue,
    ShapeStruct,
    Tracedness,
    TupleValue,
    Unreached,
    Value,
    VariadicTuple,
    plain,
)


def join(a: Value, b: Value) -> Value:
    """Least upper bound: what holds after either path."""
    if a is b or a == b:
        return a
    match a, b:
        case Unreached(), _:
            return b
        case _, Unreached():
            return a
        case ShapeStruct(), ShapeStruct():
            return ShapeStruct(join_avals(a.aval, b.aval))
        case (
            (Const() | Host() | Extent() | VariadicTuple() | DType()),
            (Const() | Host() | Extent() | VariadicTuple() | DType()),
        ):
            kind = host_type(a)
            return Host(kind if kind == host_type(b) else None) if _plain(a, b) else UNKNOWN
        case Array(), Array():
            return _join_arrays(a, b)
        case NumPyArray(), NumPyArray():
            return NumPyArray(
                join_avals(a.aval, b.aval), a.readonly and b.readonly, _first(a.origin, b.origin)
            )
        case ((PyTree() | Array()), (PyTree() | Array())):
            # An array is a tree of one leaf.
            origin = _first(a.origin, b.origin)
            assert origin is not None
            return PyTree(
                max(a.level, b.level),
                origin,
                a.answers or b.answers,
                _join_traced(a.traced, b.traced),
                handed=a.handed | b.handed,
            )
        case RefValue(), RefValue():
            return RefValue(join_avals(a.aval, b.aval))
        case IteratorValue(items=None), IteratorValue(items=None):
            length = a.length if a.length == b.length else None
            return IteratorValue(None, join(a.element, b.element), length)
        case TupleValue(), TupleValue():
            return _merge_tuples(a, b, join)
    return UNKNOWN


def join_all(values: Iterable[Value]) -> Value:
    """The least upper bound of all; what is never reached, where there are none."""
    joined: Value = UNREACHED
    for value in values:
        joined = join(joined, value)
    return joined


def widen(old: Value, new: Value) -> Value:
    """An upper bound of both that a loop reaches in few steps: constants go first, then shapes."""
    if old == new:
        return old
    match old, new:
        case Array(), Array():
            joined = _join_arrays(old, new)
            shape = joined.aval.shape
            if shape is not None and None in shape:
                shape = None if old.aval.shape != shape else shape
            variadic = joined.aval.variadic if joined.aval.variadic == old.aval.variadic else None
            return replace(joined, aval=Aval(shape, joined.aval.dtype, joined.aval.weak, variadic))
        case TupleValue(), TupleValue():
            return _merge_tuples(old, new, widen)
    return join(old, new)


def host_type(value: Value) -> str | None:
    """Name of the Python type of a value that exists at trace time; None where it is not known."""
    match value:
        case Const(constant):
            kind = type(plain(constant))
            return "object" if issubclass(kind, enum.Enum) else kind.__name__
        case Host(name):
            return name
        case Extent():
            return "int"
        case VariadicTuple():
            return "tuple"
        case DType():
            return "dtype"
    return None


def _plain(a: Value, b: Value) -> bool:
    """Whether joining to a Host loses nothing a rule could need: `None` or a value is not just a value."""
    return (host_type(a) == "NoneType") == (host_type(b) == "NoneType")


def _merge_tuples(a: TupleValue, b: TupleValue, merge: Callable[[Value, Value], Value]) -> Value:
    """Item by item, where both are of one length and class."""
    if len(a.items) != len(b.items) or a.class_place != b.class_place:
        return UNKNOWN
    items = tuple(merge(x, y) for x, y in zip(a.items, b.items, strict=True))
    return TupleValue(items, a.class_place, a.fields if a.fields == b.fields else ())


def _join_arrays(a: Array, b: Array) -> Array:
    return Array(
        join_avals(a.aval, b.aval),
        _join_traced(a.traced, b.traced),
        max(a.level, b.level),
        _first(a.origin, b.origin),
        a.answers or b.answers,
        same_key(a.key, b.key),
        join_tangents(a.tangent, b.tangent),
        a.handed | b.handed,
    )


def _join_traced(a: Tracedness, b: Tracedness) -> Tracedness:
    return a if a is b else Tracedness.POSSIBLE


def _first(a: Origin | None, b: Origin | None) -> Origin | None:
    if a is None or b is None:
        return a if b is None else b
    return min(a, b)
