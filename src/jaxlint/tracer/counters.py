"""Numbers that a loop counts, as an argument or in a field of one, and whether a function only calculates with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from jaxlint.domain.avals import Aval
from jaxlint.domain.origins import Origin
from jaxlint.domain.values import (
    Array,
    ClassValue,
    Const,
    External,
    FunctionValue,
    Host,
    Object,
    PartialValue,
    Tracedness,
    Transformed,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.table import lookup
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.callees import underlying
from jaxlint.tracer.calls import call
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.evidence import walk
from jaxlint.tracer.leaves import tells_apart
from jaxlint.tracer.pytrees import replaced
from jaxlint.tracer.speculation import speculating
from jaxlint.tracer.turns import Turn

COUNTS = frozenset({"builtins.range", "builtins.enumerate", "itertools.count"})


@dataclass(frozen=True, slots=True)
class Counter:
    """A number that is another one in each iteration."""

    number: Value
    field: str = ""
    """The field of the argument that holds it; empty where it is the argument itself."""


def counted(t: Tracer, given: Value, shown: tree.Expr, turn: Turn) -> Counter | None:
    """The number that the innermost loop counts, where it is what makes an argument another one in each iteration."""
    if _is_counted(t, given, shown, turn):
        return Counter(given)
    contents = t.contents(given)
    owner = None if contents is None else contents.class_value
    if contents is None or not isinstance(owner, ClassValue):
        return None
    for name, node in _fields_written(t, shown, turn):
        slot = contents.items.get(name)
        if slot is not None and name not in contents.maybe and _is_counted(t, slot.value, node, turn):
            held = t.live.read(turn.frame, node.id) if isinstance(node, tree.Name) else None
            if held is not None and held.value == slot.value and tells_apart(t, owner, name):
                return Counter(slot.value, name)
    return None


def _fields_written(t: Tracer, shown: tree.Expr, turn: Turn) -> tuple[tuple[str, tree.Expr], ...]:
    """The fields that the call gives by keyword which makes an object in each iteration: it is the argument, or bound
    once to the variable that is.
    """
    made = shown
    if isinstance(shown, tree.Name) and isinstance(turn.statement, (tree.For, tree.While)):
        bound = [
            node
            for node in walk(turn.statement.body)
            if isinstance(node, tree.Assign)
            and any(isinstance(target, tree.Name) and target.id == shown.id for target in node.targets)
        ]
        if len(bound) != 1 or bound[0] not in turn.statement.body:
            return ()
        made = bound[0].value
    if not isinstance(made, tree.Call):
        return ()
    match t.last_callee.get(made.at):
        case ClassValue() | External("dataclasses.replace") | PartialValue(function=External()):
            return tuple((arg.keyword, arg.value) for arg in made.args if arg.keyword is not None)
    return ()


def _is_counted(t: Tracer, given: Value, shown: tree.Expr, turn: Turn) -> bool:
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


def needs_static(
    t: Tracer,
    value: Transformed,
    args: CallArguments,
    node: tree.Node,
    names: list[str],
    name: str,
    static: Callable[[int, str], bool],
    counter: Counter,
) -> bool:
    """Whether the function asks for the number while it is traced, or may: it is run with the number traced."""
    found = underlying(value.function)[0]
    if found is None or not name:
        return True
    with speculating(t):
        before = t.concretized
        if counter.field:
            args = _with_field_traced(t, args, names, name, counter.field, node)
        else:
            others = frozenset(n for at, n in enumerate(names) if n != name and static(at, n))
            others |= {key for key, _ in args.keywords if key != name and static(-1, key)}
            transform = replace(value.transform, static_argnums=frozenset(), static_argnames=others)
            value = replace(value, transform=transform)
        call(t, value, args, node)
        return t.concretized != before or not _only_calculated(t, found, name, counter.field)


def _with_field_traced(
    t: Tracer, args: CallArguments, names: list[str], name: str, field: str, node: tree.Node
) -> CallArguments:
    """The arguments of a call with a tracer in one field of the object that is passed for a parameter."""
    origin = Origin(t.place(node.at), f"`{name}.{field}` would be an argument")
    tracer = Array(Aval((), "int32", True), Tracedness.DEFINITE, t.level + 1, origin)

    def changed(given: Value) -> Value:
        if not isinstance(given, Object):
            return given
        return replaced(t, given, ((field, tracer),), node.at)

    at = names.index(name) if name in names else -1
    positional = tuple(changed(v) if number == at else v for number, v in enumerate(args.positional))
    keywords = tuple((key, changed(v) if key == name else v) for key, v in args.keywords)
    return replace(args, positional=positional, keywords=keywords)


def _only_calculated(t: Tracer, found: FunctionValue, name: str, field: str) -> bool:
    """Whether every mention of a number is an operand, or an argument of a function that is known; of the object that
    holds it nothing but fields may be mentioned.
    """

    def is_owner(node: tree.Node) -> bool:
        return isinstance(node, tree.Name) and node.id == name

    def is_number(node: tree.Node) -> bool:
        if not field:
            return is_owner(node)
        return isinstance(node, tree.Attribute) and node.attr == field and is_owner(node.value)

    mentions = calculated = whole = 0
    for node in walk(t.functions[found.place][0].body):
        mentions += is_number(node)
        whole += is_owner(node)
        match node:
            case tree.Attribute(value=base):
                whole -= is_owner(base)
            case tree.Binary(left=left, right=right):
                calculated += is_number(left) + is_number(right)
            case tree.Unary(operand=operand):
                calculated += is_number(operand)
            case tree.Call(args=given):
                callee = t.last_callee.get(node.at)
                known = isinstance(callee, External) and lookup(callee.name) is not None
                calculated += known * sum(is_number(one.value) for one in given)
    return mentions == calculated > 0 and not (field and whole)
