"""Tuples of sizes of unknown length: `x.shape[:-1] + (d,)`, `(*x.shape, 1)`, `x.reshape(*x.shape[:-1], h, d)`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jaxlint.domain.avals import Shape, Variadic
from jaxlint.domain.values import (
    Const,
    Extent,
    Host,
    TupleValue,
    Value,
    VariadicTuple,
    size_of_number,
    tuple_of,
)
from jaxlint.program import tree
from jaxlint.tracer.arguments import CallArguments


def sizes_of(values: Sequence[Value]) -> Shape | None:
    """Numbers as sizes; None where one may be something else."""
    if not all(isinstance(value, (Extent, Host, Const)) for value in values):
        return None
    for value in values:
        if isinstance(value, Host) and value.type_name != "int":
            return None
        if isinstance(value, Const) and type(value.value) is not int:
            return None
    return tuple(map(size_of_number, values))


def joined(parts: Iterable[TupleValue | VariadicTuple]) -> Value | None:
    """Tuples of sizes end to end, one of which at least has no known length; None where they hold other things."""
    lead: Shape = ()
    behind: Variadic | None = None
    for part in parts:
        more = part.shape if isinstance(part, VariadicTuple) else sizes_of(part.items)
        if more is None:
            return None
        if behind is None:
            if isinstance(more, Variadic):
                behind = Variadic((*lead, *more.lead), more.rest, more.trail)
            else:
                lead += more
        elif isinstance(more, Variadic):
            behind = Variadic(behind.lead, None, more.trail)
        else:
            behind = Variadic(behind.lead, behind.rest, behind.trail + more)
    return None if behind is None else tuple_of(behind)


def display(items: Sequence[Value], node: tree.Sequence) -> Value | None:
    """`(*x.shape, 1)`: what has no known length is unpacked there, and nowhere else."""
    stars = sum(isinstance(element, tree.Starred) for element in node.elements)
    if stars != sum(isinstance(item, VariadicTuple) for item in items):
        return None
    return joined(item if isinstance(item, VariadicTuple) else TupleValue((item,)) for item in items)


def spread_for(args: CallArguments, before: int) -> VariadicTuple | None:
    """What a `*args` parameter takes behind a number of others: sizes, some of them from an unpacked shape."""
    if args.spread is None or len(args.positional) < before:
        return None
    found = joined((TupleValue(args.positional[before:]), args.spread))
    return found if isinstance(found, VariadicTuple) else None
