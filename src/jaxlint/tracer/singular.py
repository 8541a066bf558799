"""`jnp.where(x > 0, jnp.sqrt(x), 0)`: a guard that keeps the value finite, and not the gradient."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jaxlint.domain.values import Array, Const, External, ExternalMethod, Tracedness
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.singularities import (
    BOUNDING,
    DIVISION,
    KEEPS_ZERO,
    POWERS,
    SELECTS,
    ZERO,
    Interval,
    Singularity,
    of_power,
    singularity,
    unselected,
)
from jaxlint.signatures.transforms import is_reverse_mode
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.speculation import speculating
from jaxlint.tracer.uses import nodes

MAX_DEPTH = 3
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class GuardedSingularity(Event):
    """An operation without a finite derivative where the guard around it does not choose it: NaN."""

    operation: tree.Expr
    operand: tree.Expr
    condition: tree.Expr
    select: tree.Call
    chosen: bool
    """What the condition is where the operation is chosen."""
    safe: float
    inside: bool
    """The operation stands in the select itself."""
    transform: str
    """The differentiation, as the user knows it."""


def note_selection(t: Tracer, name: str, args: CallArguments, node: tree.Node) -> None:
    """A call of a function that chooses between two arrays while something is differentiated."""
    positions = SELECTS.get(name)
    if positions is None or not isinstance(node, tree.Call) or args.more or args.keywords:
        return
    reverse = [region for region in t.regions if is_reverse_mode(region.transform.name)]
    shown = [args.node(position, "") for position in positions]
    if not reverse or not t.recording or shown[0] is None:
        return
    condition = shown[0]
    for arm, chosen in ((shown[1], True), (shown[2], False)):
        if arm is None:
            continue
        for operation, operand, singular in _operations(t, arm):
            if _is_bounded(t, operand) or not singular.meets(
                _numbers(t, condition, operation, operand, chosen)
            ):
                continue
            with speculating(t):
                value = t.evaluate(operand)
            if not isinstance(value, Array) or value.traced is Tracedness.NO or value.level > len(t.regions):
                continue
            innermost = t.regions[value.level - 1] if value.level else None
            # What is traced by a staging inside of the differentiation may as well be data.
            certain = (
                value.traced is Tracedness.DEFINITE
                and innermost is not None
                and is_reverse_mode(innermost.transform.name)
            )
            t.record(
                GuardedSingularity(
                    t.place(operation.at), t.context(), certain, operation, operand, condition, node, chosen,
                    singular.safe, operation in nodes((arm,)), reverse[-1].transform.name,
                )
            )  # fmt: skip
            return


def _operations(
    t: Tracer, arm: tree.Expr, depth: int = MAX_DEPTH
) -> Iterator[tuple[tree.Expr, tree.Expr, Singularity]]:
    """Singular operations of what a select chooses: as written there, and in the variables that it names; in the
    variables that those name, where they only calculate with operators.
    """
    yield from _singular(t, arm)
    for node in nodes((arm,)):
        if isinstance(node, tree.Name) and (definition := _definition(t, node)) is not node:
            if depth and isinstance(definition, (tree.Binary, tree.Unary)) and _is_arithmetic(definition):
                yield from _operations(t, definition, depth - 1)
            else:
                yield from _singular(t, definition)


def _is_arithmetic(node: tree.Expr) -> bool:
    """Whether an expression is made of operators, variables and numbers alone."""
    match node:
        case tree.Binary(left=left, right=right):
            return _is_arithmetic(left) and _is_arithmetic(right)
        case tree.Unary(operand=operand):
            return _is_arithmetic(operand)
    return isinstance(node, (tree.Name, tree.Constant))


def _definition(t: Tracer, node: tree.Expr) -> tree.Expr:
    """What a variable of the function is given, where that is done in one place."""
    function = t.current.function
    if not isinstance(node, tree.Name) or function is None:
        return node
    found = [
        statement.value
        for statement in nodes(function.body)
        if isinstance(statement, tree.Assign)
        and any(isinstance(target, tree.Name) and target.id == node.id for target in statement.targets)
    ]
    return found[0] if len(found) == 1 else node


def _singular(t: Tracer, root: tree.Expr) -> Iterator[tuple[tree.Expr, tree.Expr, Singularity]]:
    """Operations of an expression whose derivative is not finite everywhere, each with its operand."""
    for node in nodes((root,)):
        match node:
            case tree.Binary(op="/", right=right):
                yield node, right, DIVISION
            case tree.Binary(op="**", left=left, right=exponent):
                found = of_power(_number(t, exponent))
                if found is not None:
                    yield node, left, found
            case tree.Call(func=tree.Name() | tree.Attribute() as function, args=given):
                if any(one.keyword or one.stars for one in given):
                    continue
                name = _name(t, function)
                found = singularity(name)
                if name in POWERS and len(given) == 2:
                    found = of_power(_number(t, given[1].value))
                if found is not None and found.argument < len(given):
                    yield node, given[found.argument].value, found


def _name(t: Tracer, function: tree.Expr) -> str:
    """The canonical name of a library's function."""
    with speculating(t):
        value = t.evaluate(function)
    match value:
        case External(name=name):
            return name
        case ExternalMethod(receiver=Array(), name=name):
            return f"jax.Array.{name}"
    return ""


def _number(t: Tracer, node: tree.Expr) -> object:
    """The number that an expression surely is."""
    with speculating(t):
        value = t.evaluate(node)
    return value.value if isinstance(value, Const) else None


def _is_bounded(t: Tracer, operand: tree.Expr) -> bool:
    """Whether an operand is made to stay away from what is singular: `jnp.maximum(x, eps)`, `x + 1e-6`."""
    match _definition(t, operand):
        case tree.Call(func=function):
            return _name(t, function) in BOUNDING
        case tree.Binary(op="+", left=left, right=right):
            return any(isinstance(_number(t, side), (int, float)) for side in (left, right))
        case tree.Constant():
            return True
    return False


def _numbers(
    t: Tracer, condition: tree.Expr, operation: tree.Expr, operand: tree.Expr, chosen: bool
) -> tuple[Interval, ...]:
    """Numbers that the operand may be where the condition, on it or on the operation's result, is not `chosen`."""
    found = _left_out(t, condition, lambda side: _is_alike(side, operand), chosen)
    if found or not isinstance(operation, tree.Call) or _name(t, operation.func) not in KEEPS_ZERO:
        return found
    results = _left_out(
        t, condition, lambda side: _is_alike(side, operation) or _definition(t, side) is operation, chosen
    )
    return ZERO if any(one.meets(ZERO[0]) for one in results) else ()


def _left_out(
    t: Tracer, condition: tree.Expr, asked: Callable[[tree.Expr], bool], chosen: bool
) -> tuple[Interval, ...]:
    """Numbers that what is `asked` for may be where the condition is not `chosen`; none where it tests other things."""
    match _definition(t, condition):
        case tree.Compare(left=left, rest=((op, right),)):
            for side, other, how in ((left, right, op), (right, left, MIRRORED.get(op, ""))):
                number = _number(t, other) if asked(side) else None
                if isinstance(number, (int, float)):
                    return unselected(how, float(number), chosen)
        case tree.Binary(op="&", left=left, right=right) if chosen:
            return _left_out(t, left, asked, chosen) + _left_out(t, right, asked, chosen)
        case tree.Binary(op="|", left=left, right=right) if not chosen:
            return _left_out(t, left, asked, chosen) + _left_out(t, right, asked, chosen)
        case tree.Unary(op="~", operand=inner):
            return _left_out(t, inner, asked, not chosen)
    return ()


def _is_alike(a: object, b: object) -> bool:
    """Whether two pieces of the program are written alike."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(_is_alike, a, b))
    if not isinstance(a, tree.Node):
        return type(a) is type(b) and a == b
    return (
        isinstance(b, tree.Node)
        and type(a) is type(b)
        and all(map(_is_alike, tree.parts_of(a), tree.parts_of(b)))
    )
