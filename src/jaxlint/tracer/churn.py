"""Static arguments that are others in each iteration of a loop: JAX compiles again for each."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping

from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    ClassValue,
    Const,
    External,
    FunctionValue,
    Object,
    PartialValue,
    Transformed,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures import classes as rows
from jaxlint.signatures.transforms import TransformRow, hashes_statics
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.callees import function_name, parameter_names, underlying
from jaxlint.tracer.classes import ancestry, decorator_names, foreign_bases
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.counters import counted, needs_static
from jaxlint.tracer.events import Event
from jaxlint.tracer.evidence import walk
from jaxlint.tracer.jit_arguments import arguments
from jaxlint.tracer.rebuilding import is_of_tests
from jaxlint.tracer.state import Slot
from jaxlint.tracer.turns import Turn

MANY = 5
"""So many numbers are not the few settings for which a program may well be compiled."""


class Churn(enum.Enum):
    """What changes."""

    COUNTER = "counter"
    """A number that the loop counts, though the function would take it traced."""
    FIELD = "field"
    """An object whose field is such a number, though the function would take that traced."""
    FUNCTION = "function"
    """A function or `functools.partial` made anew, the same each time."""
    OBJECT = "object"
    """An object made anew, of a class that is hashed by identity."""


@dataclass(frozen=True, slots=True)
class StaticChurn(Event):
    """The argument `node` of the call at `place` is another static argument in each iteration of `loop`."""

    churn: Churn
    node: tree.Expr
    given: Value
    parameter: str
    function: str
    owner: str
    """The class of the object."""
    field: str
    """The field that holds the number; empty where it is the argument itself."""
    transform: str
    applied_at: Place
    loop: Place


def note_statics(
    t: Tracer,
    value: Transformed,
    row: TransformRow,
    args: CallArguments,
    node: tree.Node,
    static: Callable[[int, str], bool],
) -> None:
    """Compare the static arguments of a call with those of the iteration before."""
    if not t.turns or t.regions or not t.recording or not hashes_statics(row.name):
        return
    turn, names = t.turns[-1], parameter_names(t, value.function)
    if value.transform.statics_unknown or t.rebuilding.jitted.get(value) == turn:
        return
    for position, name, given, shown in arguments(args, names):
        if shown is None or not static(position, name):
            continue
        made = _made(t, given, shown, turn)
        counter = counted(t, given, shown, turn) if made is None else None
        if made is None and counter is None:
            continue
        key = t.place(shown.at)
        earlier = t.rebuilding.churned.get(key)
        seen: frozenset[int] = frozenset({turn.number})
        if earlier is not None and earlier[0].is_of_loop(turn):
            seen |= earlier[1]
        t.rebuilding.churned[key] = turn, seen, made or {}
        known = counter is not None and isinstance(counter.number, Const)
        if earlier is None or len(seen) < (MANY if known else 2):
            continue
        if counter is not None:
            if needs_static(t, value, args, node, names, name, static, counter):
                continue
            churn = Churn.FIELD if counter.field else Churn.COUNTER
        elif made is None or not _same(earlier[2], made):
            continue
        else:
            churn = Churn.OBJECT if isinstance(given, Object) else Churn.FUNCTION
        field = "" if counter is None else counter.field
        _report(t, value, churn, name, given, shown, turn, node, field)


def _report(
    t: Tracer,
    value: Transformed,
    churn: Churn,
    name: str,
    given: Value,
    shown: tree.Expr,
    turn: Turn,
    node: tree.Node,
    field: str,
) -> None:
    contents = t.contents(given)
    owner = None if contents is None else contents.class_value
    t.record(
        StaticChurn(
            t.place(node.at),
            t.context(),
            not t.doubt and not is_of_tests(t),
            churn,
            shown,
            given,
            name,
            function_name(t, value.function),
            "" if owner is None else function_name(t, owner),
            field,
            value.transform.name,
            value.transform.applied_at,
            turn.loop,
        )
    )


def _made(t: Tracer, given: Value, shown: tree.Expr, turn: Turn) -> Mapping[str, Slot | Value] | None:
    """What a function or object that this iteration has made is made of; None for all else."""
    match given:
        case FunctionValue(place=place, frame=frame) if t.rebuilding.made.get(given) == turn.number:
            read = {node.id for node in walk(t.functions[place][0].body) if isinstance(node, tree.Name)}
            slots = {name: t.live.read(frame, name) for name in read}
            return {name: slot for name, slot in slots.items() if slot is not None}
        case PartialValue(function=inner, args=args, kwargs=kwargs) if (
            isinstance(shown, tree.Call) or t.rebuilding.made.get(given) == turn.number
        ):
            bound = {str(number): value for number, value in enumerate(args)} | dict(kwargs)
            return {"": inner, **bound}
        case Object() if isinstance(shown, tree.Call):
            contents = t.contents(given)
            owner = None if contents is None else contents.class_value
            if contents is not None and isinstance(owner, ClassValue) and _is_hashed_by_identity(t, owner):
                return {str(key): slot.value for key, slot in contents.items.items()}
    return None


def _is_hashed_by_identity(t: Tracer, cls: ClassValue) -> bool:
    """Whether two objects of a class are never equal: nothing defines what equality is."""
    if foreign_bases(t, cls) - rows.PLAIN_BASES or decorator_names(t, cls):
        return False
    return not any(info.node.scope.bound & {"__eq__", "__hash__"} for info in ancestry(t, cls))


def _same(old: Mapping[str, Slot | Value], new: Mapping[str, Slot | Value]) -> bool:
    """Whether two functions or objects are surely alike, so that one would do."""
    return old.keys() == new.keys() and all(_alike(old[name], new[name]) for name in old)


def _alike(a: Slot | Value, b: Slot | Value) -> bool:
    if isinstance(a, Slot) and isinstance(b, Slot):
        return a == b or _alike(a.value, b.value)
    constant = isinstance(a, (Const, External, ClassValue)) or (
        not isinstance(a, Slot) and underlying(a)[0] is not None
    )
    return a == b and constant
