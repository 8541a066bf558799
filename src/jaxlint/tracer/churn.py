"""Static arguments that are others in each iteration of a loop: JAX compiles again for each."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import replace

from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    ClassValue,
    Const,
    External,
    FunctionValue,
    Host,
    Object,
    PartialValue,
    Transformed,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures import classes as rows
from jaxlint.signatures.table import lookup
from jaxlint.signatures.transforms import TransformRow, hashes_statics
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.callees import function_name, parameter_names, underlying
from jaxlint.tracer.calls import call
from jaxlint.tracer.classes import ancestry, decorator_names, foreign_bases
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.evidence import walk
from jaxlint.tracer.jit_arguments import arguments
from jaxlint.tracer.rebuilding import is_of_tests
from jaxlint.tracer.speculation import speculating
from jaxlint.tracer.state import Slot
from jaxlint.tracer.turns import Turn

MANY = 5
"""So many numbers are not the few settings for which a program may well be compiled."""
COUNTS = frozenset({"builtins.range", "builtins.enumerate", "itertools.count"})


class Churn(enum.Enum):
    """What changes."""

    COUNTER = "counter"
    """A number that the loop counts, though the function would take it traced."""
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
        counted = made is None and _counts(t, given, shown, turn)
        if made is None and not counted:
            continue
        key = t.place(shown.at)
        earlier = t.rebuilding.churned.get(key)
        seen: frozenset[int] = frozenset({turn.number})
        if earlier is not None and earlier[0].is_of_loop(turn):
            seen |= earlier[1]
        t.rebuilding.churned[key] = turn, seen, made or {}
        if earlier is None or len(seen) < (MANY if isinstance(given, Const) else 2):
            continue
        if made is not None:
            if not _same(earlier[2], made):
                continue
            churn = Churn.OBJECT if isinstance(given, Object) else Churn.FUNCTION
        elif _needs_static(t, value, args, node, names, name, static):
            continue
        else:
            churn = Churn.COUNTER
        _report(t, value, churn, name, given, shown, turn, node)


def _report(
    t: Tracer,
    value: Transformed,
    churn: Churn,
    name: str,
    given: Value,
    shown: tree.Expr,
    turn: Turn,
    node: tree.Node,
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


def _counts(t: Tracer, given: Value, shown: tree.Expr, turn: Turn) -> bool:
    """Whether an argument is the number that the innermost loop counts: another one in each iteration."""
    if (
        not isinstance(shown, tree.Name)
        or not isinstance(given, (Const, Host))
        or turn.frame != t.current.serial
    ):
        return False
    match turn.statement:
        case tree.For(target=target, iterable=tree.Call() as iterable):
            callee = t.last_callee.get(iterable.at)
            if not isinstance(callee, External) or callee.name not in COUNTS:
                return False
            if isinstance(target, tree.Sequence) and callee.name == "builtins.enumerate":
                target = target.elements[0]
            return isinstance(target, tree.Name) and target.id == shown.id
        case tree.While(body=body):
            return any(
                isinstance(s, tree.AugAssign) and isinstance(s.target, tree.Name) and s.target.id == shown.id
                for s in body
            )
    return False


def _needs_static(
    t: Tracer,
    value: Transformed,
    args: CallArguments,
    node: tree.Node,
    names: list[str],
    name: str,
    static: Callable[[int, str], bool],
) -> bool:
    """Whether the function asks for the parameter's value while it is traced, or may: it is run with it traced."""
    found = underlying(value.function)[0]
    if found is None or not name:
        return True
    others = frozenset(n for at, n in enumerate(names) if n != name and static(at, n))
    others |= {key for key, _ in args.keywords if key != name and static(-1, key)}
    transform = replace(value.transform, static_argnums=frozenset(), static_argnames=others)
    with speculating(t):
        before = t.concretized
        call(t, replace(value, transform=transform), args, node)
        return t.concretized != before or not _only_calculated(t, t.functions[found.place][0], name)


def _only_calculated(t: Tracer, function: tree.Function, name: str) -> bool:
    """Whether every mention of a parameter is an operand, or an argument of a function that is known."""
    mentions = calculated = 0
    for node in walk(function.body):
        match node:
            case tree.Name(id=used) if used == name:
                mentions += 1
            case tree.Binary(left=left, right=right):
                calculated += sum(isinstance(side, tree.Name) and side.id == name for side in (left, right))
            case tree.Unary(operand=tree.Name(id=used)) if used == name:
                calculated += 1
            case tree.Call(args=given):
                callee = t.last_callee.get(node.at)
                known = isinstance(callee, External) and lookup(callee.name) is not None
                calculated += known * sum(
                    isinstance(one.value, tree.Name) and one.value.id == name for one in given
                )
    return mentions == calculated > 0
