"""Shape rules for arrays of unknown rank: a rule is tried with several ranks, and what holds of all is the answer.

`(*b, 3) @ (3, 4)` is tried as `(3,) @ (3, 4)`, `(b0, 3) @ (3, 4)`, `(b0, b1, 3) @ (3, 4)` and so on. The rules are
made of axes and sizes, and treat further dimensions as they have treated the first ones.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from jaxlint.domain.avals import Aval, Shape, Variadic, shaped
from jaxlint.domain.dims import Dim, Size, Symbol, substitute, symbols_of, times
from jaxlint.domain.renaming import symbols_in, with_symbols
from jaxlint.domain.values import Array, NumPyArray, TupleValue, Value, VariadicTuple, number_of
from jaxlint.signatures.signature import Arguments, Mismatch, Outcome, ShapeRule

Counts: TypeAlias = Mapping[Symbol, int]
"""How many dimensions are tried in place of each name."""
Tried: TypeAlias = "list[tuple[Counts, Shape]]"
Operand: TypeAlias = "Aval | Value"

ONE_NAME = (0, 1, 2, 4)
TWO_NAMES = ((0, 0), (1, 1), (2, 2), (0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1), (1, 4), (4, 1))
NAMELESS = -1
"""Scope of the names that are given for one try."""


def variadic_in(value: Operand) -> Iterator[Variadic]:
    """The shapes of unknown rank in a value."""
    match value:
        case Aval(variadic=Variadic() as shape) | VariadicTuple(shape=shape):
            yield shape
        case Array(aval=aval) | NumPyArray(aval=aval):
            if aval.variadic is not None:
                yield aval.variadic
        case TupleValue(items=items):
            for item in items:
                yield from variadic_in(item)


def of_arguments(rule: ShapeRule, arguments: Arguments) -> Outcome:
    """What a rule says of a call."""
    shapes = [shape for value in arguments.values() for shape in variadic_in(value)]
    if not shapes:
        return rule(arguments)
    numbered = itertools.count()
    given = {name: _named(value, numbered) for name, value in arguments.items()}
    return _try(lambda counts: rule(Arguments({n: _at(v, counts) for n, v in given.items()})), given.values())


def of_operands(rule: Callable[..., Outcome], *operands: Operand) -> Outcome:
    """What a rule says of avals and values, which it takes by position."""
    if not any(_is_variadic(operand) for operand in operands):
        return rule(*operands)
    numbered = itertools.count()
    given = [
        _named_aval(one, numbered) if isinstance(one, Aval) else _named(one, numbered) for one in operands
    ]
    return _try(
        lambda counts: rule(
            *(_aval_at(one, counts) if isinstance(one, Aval) else _at(one, counts) for one in given)
        ),
        given,
    )


def of_aval(rule: Callable[[Aval], Aval], aval: Aval) -> Aval:
    """What a rule that always gives an aval says of one."""
    outcome = rule(aval) if aval.variadic is None else of_operands(rule, aval)
    return outcome if isinstance(outcome, Aval) else Aval()


def _is_variadic(operand: Operand) -> bool:
    if isinstance(operand, Aval):
        return operand.variadic is not None
    return next(variadic_in(operand), None) is not None


# Ranks to try


def _named_aval(aval: Aval, numbered: Iterator[int]) -> Aval:
    shape = aval.variadic
    if shape is None or shape.rest is not None:
        return aval
    return aval.with_shape(replace(shape, rest=Symbol(str(next(numbered)), NAMELESS)))


def _named(value: Value, numbered: Iterator[int]) -> Value:
    """The value with a name for each middle part that has none."""
    match value:
        case VariadicTuple(shape=Variadic(rest=None) as shape):
            return VariadicTuple(replace(shape, rest=Symbol(str(next(numbered)), NAMELESS)))
        case Array(aval=aval) | NumPyArray(aval=aval):
            return value if aval.variadic is None else replace(value, aval=_named_aval(aval, numbered))
        case TupleValue(items=items):
            return replace(value, items=tuple(_named(item, numbered) for item in items))
    return value


def _parts(name: Symbol, count: int) -> tuple[Symbol, ...]:
    return tuple(Symbol(f"*{name.name}.{at}", name.scope) for at in range(count))


def _closed(shape: Variadic, counts: Counts) -> Shape:
    assert shape.rest is not None
    dims = (*shape.lead, *_parts(shape.rest, counts[shape.rest]), *shape.trail)
    return tuple(_size(dim, counts) for dim in dims)


def _size(size: Dim, counts: Counts) -> Dim:
    """A size where each name stands for the product of its dimensions."""
    if isinstance(size, int) or not any(symbol in counts for symbol in symbols_of(size)):
        return size

    def product(symbol: Symbol) -> Dim:
        if symbol not in counts:
            return symbol
        result: Dim = 1
        for part in _parts(symbol, counts[symbol]):
            result = times(result, part)
        return result

    return substitute(size, product)


def _aval_at(aval: Aval, counts: Counts) -> Aval:
    if aval.variadic is not None:
        return aval.with_shape(_closed(aval.variadic, counts))
    return aval if aval.shape is None else aval.with_shape(tuple(_size(dim, counts) for dim in aval.shape))


def _at(value: Value, counts: Counts) -> Value:
    """The value with as many dimensions."""
    match value:
        case VariadicTuple(shape=shape):
            return TupleValue(tuple(map(number_of, _closed(shape, counts))))
        case Array(aval=aval) | NumPyArray(aval=aval):
            return replace(value, aval=_aval_at(aval, counts))
        case TupleValue(items=items):
            return replace(value, items=tuple(_at(item, counts) for item in items))
    if any(symbol in counts for symbol in symbols_in(value)):
        return with_symbols(value, lambda symbol: _size(symbol, counts))
    return value


def _try(rule: Callable[[Counts], Outcome], given: Iterable[Operand]) -> Outcome:
    names = list(dict.fromkeys(s.rest for value in given for s in variadic_in(value) if s.rest is not None))
    if len(names) > 2:
        return None
    numbers = [(count,) for count in ONE_NAME] if len(names) == 1 else TWO_NAMES
    tried: list[tuple[Counts, Outcome]] = []
    for row in numbers:
        counts = dict(zip(names, row, strict=True))
        tried.append((counts, rule(counts)))
        if tried[-1][1] is None:
            return None
    return _holding(tried)


# What holds of all


def _holding(tried: Sequence[tuple[Counts, Outcome]]) -> Outcome:
    refused = [(counts, outcome) for counts, outcome in tried if isinstance(outcome, Mismatch)]
    if len(refused) == len(tried):
        first = refused[0][1]
        alike = {(mismatch.kind, mismatch.detail, mismatch.raises) for _, mismatch in refused}
        return first if len(alike) == 1 else None
    if any(0 not in counts.values() for counts, _ in refused):
        return None
    made = [(counts, outcome) for counts, outcome in tried if not isinstance(outcome, Mismatch)]
    several = [(counts, outcome) for counts, outcome in made if isinstance(outcome, tuple)]
    if several:
        lengths = {len(outcome) for _, outcome in several}
        if len(several) != len(made) or len(lengths) != 1:
            return None
        return tuple(
            _general([(counts, outcome[at]) for counts, outcome in several]) for at in range(lengths.pop())
        )
    return _general([(counts, outcome) for counts, outcome in made if isinstance(outcome, Aval)])


def _general(results: list[tuple[Counts, Aval]]) -> Aval:
    dtypes, weaks = {aval.dtype for _, aval in results}, {aval.weak for _, aval in results}
    dtype = dtypes.pop() if len(dtypes) == 1 else None
    weak = weaks.pop() if len(weaks) == 1 else None
    shapes = [(counts, aval.shape) for counts, aval in results if aval.shape is not None]
    return shaped(_shape(shapes) if len(shapes) == len(results) else None, dtype, weak)


def _shape(results: Tried) -> Shape | Variadic | None:
    """The shape that comes out as each of these."""
    once = next((shape for counts, shape in results if set(counts.values()) == {1}), None)
    if once is None:
        return None
    names = {_parts(name, 1)[0]: name for name in results[0][0]}
    dims = [substitute(dim, lambda symbol: names.get(symbol, symbol)) for dim in once]
    for at, dim in enumerate(once):
        if isinstance(dim, Symbol) and dim in names:
            whole = Variadic(tuple(dims[:at]), names[dim], tuple(dims[at + 1 :]))
            if all(_closed(whole, counts) == shape for counts, shape in results):
                return _published(whole)
    ranks = {len(shape) for _, shape in results}

    def holds(at: int) -> Dim:
        return dims[at] if all(_size(dims[at], c) == shape[at] for c, shape in results) else None

    if len(ranks) == 1:
        return tuple(_public(holds(at)) for at in range(len(dims)))
    least = min(ranks)
    trail = [_public(holds(-at)) for at in range(least, 0, -1)]
    while trail and trail[0] is None:
        trail.pop(0)
    lead = [_public(holds(at)) for at in range(least - len(trail))]
    while lead and lead[-1] is None:
        lead.pop()
    return Variadic(tuple(lead), None, tuple(trail))


def _published(shape: Variadic) -> Variadic:
    """The shape without the names of this try."""
    rest = shape.rest if shape.rest is None or shape.rest.scope != NAMELESS else None
    return Variadic(tuple(map(_public, shape.lead)), rest, tuple(map(_public, shape.trail)))


def _public(size: Size | None) -> Dim:
    """A size without the names of this try, and without the dimensions that were tried."""
    hidden = any(s.scope == NAMELESS or s.name.startswith("*") for s in symbols_of(size))
    return None if hidden else size
