"""Symbols of values: those of one call are others than those of the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from jaxlint.domain.avals import Aval, Variadic
from jaxlint.domain.dims import Dim, Symbol, substitute, symbols_of
from jaxlint.domain.values import (
    Array,
    Extent,
    NumPyArray,
    RefValue,
    ShapeStruct,
    TupleValue,
    Value,
    VariadicTuple,
    number_of,
)


def symbols_in(value: Value) -> Iterator[Symbol]:
    """The symbols that a value's shape, or those of its items, are made of."""
    match value:
        case Array(aval=aval) | NumPyArray(aval=aval) | RefValue(aval=aval) | ShapeStruct(aval=aval):
            for size in aval.shape or ():
                if not isinstance(size, int):
                    yield from symbols_of(size)
            if aval.variadic is not None:
                yield from _symbols_of_variadic(aval.variadic)
        case Extent(size=size):
            yield from symbols_of(size)
        case VariadicTuple(shape=shape):
            yield from _symbols_of_variadic(shape)
        case TupleValue(items=items):
            for item in items:
                yield from symbols_in(item)


def _symbols_of_variadic(shape: Variadic) -> Iterator[Symbol]:
    for size in (*shape.lead, shape.rest, *shape.trail):
        yield from symbols_of(size)


def with_symbols(value: Value, change: Callable[[Symbol], Dim]) -> Value:
    """The value with every symbol replaced."""
    match value:
        case Array(aval=aval) | NumPyArray(aval=aval) | RefValue(aval=aval) | ShapeStruct(aval=aval):
            return replace(value, aval=_aval(aval, change))
        case Extent(size=size):
            return number_of(substitute(size, change))
        case VariadicTuple(shape=shape):
            return VariadicTuple(_variadic(shape, change))
        case TupleValue(items=items):
            return replace(value, items=tuple(with_symbols(item, change) for item in items))
    return value


def _aval(aval: Aval, change: Callable[[Symbol], Dim]) -> Aval:
    if aval.variadic is not None:
        return aval.with_shape(_variadic(aval.variadic, change))
    if aval.shape is None:
        return aval
    return aval.with_shape(tuple(substitute(size, change) for size in aval.shape))


def _variadic(shape: Variadic, change: Callable[[Symbol], Dim]) -> Variadic:
    rest = None if shape.rest is None else change(shape.rest)
    return Variadic(
        tuple(substitute(size, change) for size in shape.lead),
        rest if isinstance(rest, Symbol) else None,
        tuple(substitute(size, change) for size in shape.trail),
    )
