"""Derivatives that are cut off: values that depend on what a function is differentiated by, and have none.

`jnp.round(x)` is a staircase, `x > 0` and `jnp.argmax(x)` are exact, and `x.item()` is a number of Python: JAX goes on
without a derivative, and raises nothing (JAX 0.10, 0.12).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from jaxlint.domain import dtypes
from jaxlint.domain.tangents import By, Cut, Tangent
from jaxlint.domain.transforms import Regime
from jaxlint.domain.values import (
    Array,
    Const,
    DType,
    Extent,
    External,
    Host,
    NumPyArray,
    Object,
    PyTree,
    ShapeStruct,
    SliceValue,
    Tracedness,
    TupleValue,
    Value,
    VariadicTuple,
)
from jaxlint.program import tree
from jaxlint.tracer.arrays import EXACT, with_tangent
from jaxlint.tracer.core import Region, Tracer


def differentiated(
    t: Tracer,
    made: Array,
    inputs: Sequence[Value],
    node: tree.Node,
    *,
    smooth: bool = False,
    steps: bool = False,
) -> Array:
    """The result of an operation with what is known of its derivative.

    It is `smooth` where it has one by each of its arguments, and goes in `steps` where it is zero by all of them.
    """
    known = [one for value in parts(inputs) if (one := known_of(value)) is not None]
    if not known:
        return made
    region = _innermost(t, known)
    is_exact = dtypes.kind_of(made.aval.dtype) in EXACT
    if region is None or region.transform.regime is not Regime.DIFFERENTIATED:
        return with_tangent(made, inputs) if smooth else made
    found = [one for one in known if one.region == region.start]
    if is_exact or steps:
        return replace(made, tangent=_cut(t, found[0], By.EXACT if is_exact else By.STEPS, node))
    cuts = [one for one in found if isinstance(one, Cut)]
    if len(cuts) == len(found):
        alone = all(_is_independent(value, region) for value in parts(inputs))
        return replace(made, tangent=cuts[0]) if alone else made
    made = with_tangent(made, inputs) if smooth else made
    number = next((one for one in cuts if one.by is By.NUMBER), None)
    if isinstance(made.tangent, Tangent) and number is not None:
        made = replace(made, tangent=replace(made.tangent, without=made.tangent.without or number))
    return made


def number_of_tracer(
    t: Tracer, number: Host, value: Value | None, node: tree.Node, *, steps: bool = False
) -> Host:
    """The number that Python has asked a tracer for: `x.item()`, `int(x)`."""
    known = None if value is None else known_of(value)
    region = None if known is None else _innermost(t, [known])
    if known is None or region is None or region.transform.regime is not Regime.DIFFERENTIATED:
        return number
    # What has a derivative is no integer.
    kind = number.type_name or ("float" if isinstance(known, Tangent) else None)
    return Host(kind, number.source, _cut(t, known, By.STEPS if steps else By.NUMBER, node))


def _innermost(t: Tracer, known: Sequence[Tangent | Cut]) -> Region | None:
    """The innermost differentiation under way by which something is known to have a derivative or none."""
    regions = {one.region for one in known}
    return next((region for region in reversed(t.regions) if region.start in regions), None)


def known_of(value: Value) -> Tangent | Cut | None:
    match value:
        case Array(tangent=tangent) | PyTree(tangent=tangent):
            return tangent
        case Host(cut=cut):
            return cut
    return None


def _cut(t: Tracer, known: Tangent | Cut, by: By, node: tree.Node) -> Cut:
    """What is left without a derivative stays as it was left at first."""
    if isinstance(known, Cut):
        return known
    context = t.context()
    return Cut(known.region, t.place(node.at), by, context.function, context.call_sites, node)


def handed_in(t: Tracer, given: Value, outside: Value) -> Value:
    """What a staged function is given, with what is known of the derivatives of what it is called with."""
    match given, outside:
        case Array() | PyTree(), Array(tangent=Tangent() as tangent) | PyTree(tangent=Tangent() as tangent):
            return replace(given, tangent=tangent)
        case TupleValue(items=inner), TupleValue(items=outer) if len(inner) == len(outer):
            return replace(given, items=tuple(handed_in(t, *pair) for pair in zip(inner, outer, strict=True)))
        case Object(), Object():
            within, around = t.contents(given), t.contents(outside)
            if within is not None and around is not None and within is not around:
                items = {
                    key: slot._replace(value=handed_in(t, slot.value, around.items[key].value))
                    for key, slot in within.items.items()
                    if key in around.items
                }
                t.live.set_contents(given.address, replace(within, items={**within.items, **items}))
    return given


def handed_out(t: Tracer, result: Value, inside: Value) -> Value:
    """What a staged function has returned, with what is known of its derivatives by what is still under way."""
    match result, inside:
        case Array(), Array(tangent=Tangent(region=start) | Cut(region=start) as tangent):
            alive = any(region.start == start for region in t.regions)
            return replace(result, tangent=tangent) if alive else result
        case TupleValue(items=outer), TupleValue(items=inner) if len(inner) == len(outer):
            return replace(
                result, items=tuple(handed_out(t, *pair) for pair in zip(outer, inner, strict=True))
            )
    return result


def parts(values: Sequence[Value]) -> Iterator[Value]:
    for value in values:
        if isinstance(value, TupleValue):
            yield from parts(value.items)
        elif isinstance(value, SliceValue):
            yield from parts((value.lower, value.upper, value.step))
        else:
            yield value


def _is_independent(value: Value, region: Region) -> bool:
    """Whether a value surely has no derivative by what is traced in a region."""
    match value:
        case Array(tangent=Cut(region=start)) if start == region.start:
            return True
        case Array():
            return value.traced is Tracedness.NO or value.level < region.level
        case PyTree():
            return value.level < region.level
    return isinstance(value, (Const, Host, Extent, VariadicTuple, DType, ShapeStruct, NumPyArray, External))


def has_derivative(result: Value, region: int | None) -> bool:
    """Whether a part of a result surely has a derivative by what the function of `region` is differentiated by."""
    found = (known_of(part) for part in parts((result,)))
    return any(isinstance(one, Tangent) and one.region == region for one in found)
