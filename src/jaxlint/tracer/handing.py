"""What bodies and branches give back as they were given it: JAX hands on the argument itself, which outside may be no
tracer at all (JAX 0.10, 0.12).

`kept, _ = lax.scan(lambda c, _: (c, None), WEIGHTS, None, length=3)` makes `kept` the array `WEIGHTS`, under `jit` too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from jaxlint.domain.values import Array, Handed, Object, PyTree, Tracedness, TupleValue, Value
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.state import Contents

_Leaf: TypeAlias = Array | PyTree


def handed_on(t: Tracer, made: Value, result: Value, position: int) -> Value:
    """What a loop gives, `made`, of what its body has returned: parts are its argument at `position` itself."""
    return _part_by_part(t, made, (result,), partial(_of_body, Handed(t.level + 1, position)))


def chosen(t: Tracer, made: Value, results: Sequence[Value]) -> Value:
    """What a conditional gives, `made`, of what its branches have returned: parts are one array in all of them."""
    return _part_by_part(t, made, results, partial(_of_branches, t.level + 1))


def _part_by_part(
    t: Tracer,
    made: Value,
    results: Sequence[Value],
    settle: Callable[[_Leaf, Sequence[Value]], Value],
) -> Value:
    match made:
        case Array(traced=Tracedness.DEFINITE, answers=False) | PyTree(traced=Tracedness.DEFINITE):
            return settle(made, results)
        case TupleValue(items=items):
            inside = [each.items for each in results if isinstance(each, TupleValue)]
            if len(inside) == len(results) and all(len(each) == len(items) for each in inside):
                parts = zip(items, zip(*inside, strict=True), strict=True)
                return replace(made, items=tuple(_part_by_part(t, *part, settle) for part in parts))
        case Object():
            _contents(t, made, results, settle)
    return made


def _contents(
    t: Tracer,
    made: Object,
    results: Sequence[Value],
    settle: Callable[[_Leaf, Sequence[Value]], Value],
) -> None:
    contents, inside = t.contents(made), [t.contents(each) for each in results]
    if contents is None or made in results:
        return
    slots = dict(contents.items)
    for key, slot in contents.items.items():
        held = [each.items[key].value for each in inside if isinstance(each, Contents) and key in each.items]
        if len(held) == len(results):
            slots[key] = slot._replace(value=_part_by_part(t, slot.value, held, settle))
    if slots != contents.items:
        t.live.set_contents(made.address, replace(contents, items=slots))


def _of_body(argument: Handed, made: _Leaf, results: Sequence[Value]) -> Value:
    (result,) = results
    handed = result.handed if isinstance(result, (Array, PyTree)) else frozenset[Handed]()
    traced = Tracedness.POSSIBLE if argument in handed else made.traced
    return replace(made, traced=traced, handed=_outer(handed, argument.level))


def _of_branches(level: int, made: _Leaf, results: Sequence[Value]) -> Value:
    held = [each for each in results if isinstance(each, (Array, PyTree))]
    if len(held) < len(results):
        return made
    same = all(each == held[0] for each in held)
    outside = all(one.traced is not Tracedness.DEFINITE for one in held)
    shared = frozenset.intersection(*(one.handed for one in held))
    # Of two that are made of arrays from outside, and may be these, it is not known whether they are one.
    alike = outside and (same or any(one.traced is Tracedness.POSSIBLE for one in held))
    mine = any(one.level == level for one in shared)
    traced = Tracedness.POSSIBLE if alike or mine else made.traced
    return replace(made, traced=traced, handed=_outer(shared, level))


def _outer(handed: frozenset[Handed], level: int) -> frozenset[Handed]:
    """Of what it may be: what bodies around the one that has ended were given."""
    return frozenset(one for one in handed if one.level < level)
