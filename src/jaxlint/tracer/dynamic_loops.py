"""Loops of unknown length under a differentiation in reverse mode: they have a derivative only in forward mode.

JAX complains when it comes back to the loop with a cotangent (JAX 0.10, 0.12): where the loop's result has a tangent,
and the result of the function that is differentiated depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jaxlint.domain.tangents import Loop, Tangent
from jaxlint.domain.transforms import Regime, Transform
from jaxlint.domain.values import Array, Const, PyTree, Tracedness, TupleValue, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.transforms import (
    Applies,
    TransformRow,
    compares_types,
    is_reverse_mode,
    keeps_changes,
    refuses_integers,
)
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Context, Event


@dataclass(frozen=True, slots=True)
class UndifferentiableLoop(Event):
    """A `while_loop`, or a `fori_loop` with traced bounds, that a gradient passes through: ValueError."""

    name: str
    """The loop as written."""
    counts: bool
    """It is a `fori_loop`."""
    transform: str


def is_dynamic(*bounds: Value | None) -> bool:
    """Whether a `fori_loop` with these bounds surely does not know its length: one is a tracer without a number."""
    return any(
        isinstance(bound, Array) and bound.traced is Tracedness.DEFINITE and not bound.answers
        for bound in bounds
    )


def hand_on(given: Value, outside: Value) -> Value:
    """The carry as the body is given it: it has the tangents that it has outside."""
    match given, outside:
        case Array() | PyTree(), Array(tangent=Tangent() as tangent) | PyTree(tangent=Tangent() as tangent):
            return replace(given, tangent=tangent.handed_on())
        case TupleValue(items=inner), TupleValue(items=outer) if len(inner) == len(outer):
            return replace(given, items=tuple(map(hand_on, inner, outer)))
    return given


def through_loop(
    t: Tracer, transform: Transform, after: Value, result: Value, node: tree.Node, *, counts: bool = False
) -> Value:
    """The result of a loop, marked where it has a tangent. `after` is the carry as the body has returned it."""
    # `vmap` inside of the differentiation changes nothing about it.
    inner = (region for region in reversed(t.regions) if region.transform.regime is not Regime.BATCHED)
    region = next(inner, None)
    if region is None or not is_reverse_mode(region.transform.name) or not compares_types(transform.name):
        return result
    if t.jit_disabled or t.doubt or not isinstance(node, tree.Call):
        return result
    context = t.context()
    loop = Loop(t.place(node.at), t.text(node.func), counts, context.function, context.call_sites)
    return _marked(after, result, region.start, loop)


def _marked(after: Value, result: Value, region: int, loop: Loop) -> Value:
    match after, result:
        case Array(tangent=Tangent(computed=True) as tangent), Array() if tangent.region == region:
            return replace(result, tangent=tangent.through(loop))
        case TupleValue(items=inner), TupleValue(items=outer) if len(inner) == len(outer):
            items = tuple(_marked(*pair, region, loop) for pair in zip(inner, outer, strict=True))
            return replace(result, items=items)
    return result


def gives_tangents(row: TransformRow, options: dict[str, Value]) -> bool:
    """Whether a transformation surely differentiates by all leaves of the arguments that it names, or by their floats
    (Equinox, NNX).
    """
    if floats_only(row):
        return is_reverse_mode(row.name)
    return refuses_integers(row.name) and options.get("allow_int", Const(False)) == Const(False)


def floats_only(row: TransformRow) -> bool:
    """Whether a transformation leaves what is no float as it is: Equinox', and NNX' of what are no modules."""
    return row.arrays_only or keeps_changes(row.name)


def check_loops(t: Tracer, row: TransformRow, region: int, result: Value) -> None:
    """Record the loop that the result of a differentiated function came through."""
    if not is_reverse_mode(row.name) or t.expects("ValueError", "Exception"):
        return
    leaves = _leaves(result) if row.applies is Applies.JACOBIAN else (result,)
    for leaf in leaves:
        tangent = leaf.tangent if isinstance(leaf, Array) else None
        if not isinstance(tangent, Tangent) or tangent.region != region or tangent.loop is None:
            continue
        loop = tangent.loop
        context = Context(loop.function, loop.calls)
        t.record(UndifferentiableLoop(loop.place, context, not t.doubt, loop.name, loop.counts, row.shown))
        return


def _leaves(value: Value) -> Iterator[Value]:
    if isinstance(value, TupleValue):
        for item in value.items:
            yield from _leaves(item)
    else:
        yield value
