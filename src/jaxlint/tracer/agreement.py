"""Where structured control flow needs types to agree: a loop's carry before and after, branches of a conditional."""

from __future__ import annotations

from collections.abc import Sequence

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval
from jaxlint.domain.origins import Place
from jaxlint.domain.values import UNKNOWN, Array, Const, Extent, Host, NumPyArray, Object, TupleValue, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.tracer.callees import function_name, parameter_names, underlying
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.evidence import walk
from jaxlint.tracer.operators import aval_of
from jaxlint.tracer.structures import Branch, Difference, Step, Tree, difference, surely_other_shape, tree_of
from jaxlint.tracer.trees import map_values


@dataclass(frozen=True, slots=True)
class Disagreement(Event):
    """Types that JAX compares and that differ in every execution: TypeError. The call stands at `place`."""

    call: tree.Call
    by: str
    """Canonical name of what compares: `jax.lax.scan`."""
    difference: Difference


@dataclass(frozen=True, slots=True)
class CarryChange(Disagreement):
    """The body of a loop returns another type for its carry than it is given."""

    body: str
    carry: str
    """The name of the body's parameter for the carry."""
    returned: Place | None
    """Where the body returns the part that differs, or what holds it."""
    body_returns: tree.Expr | None
    """The expression there, if it is the very part."""
    init: tree.Expr | None
    """What the call passes for the part that differs, if it is written there."""
    value: Value = UNKNOWN
    """The part that differs, as it goes in."""


@dataclass(frozen=True, slots=True)
class NoPair(Event):
    """The body of a scan does not return a carry and an output: TypeError."""

    call: tree.Call
    by: str
    body: str
    returned: Place | None
    got: Aval | Branch


@dataclass(frozen=True, slots=True)
class BranchDifference(Disagreement):
    """Two branches of a conditional return different types."""

    number: int
    """Position of the second of the two."""
    names: tuple[str, str]
    """What the user calls them."""
    returned: tuple[Place | None, Place | None]


def widened(t: Tracer, init: Value, result: Value, node: tree.Node) -> Value:
    """The carry with which JAX traces the body a second time: weakly typed leaves are promoted to what the body
    has returned for them (JAX 0.10, 0.12). It is the first one where there are none.
    """

    def promoted(leaf: Value, back: Value) -> Value:
        aval = _leaf_aval(leaf)
        if aval is None or aval.weak is False:
            return leaf
        after = _leaf_aval(back)
        if after is None or after.dtype is None or aval.dtype is None or aval.weak is None:
            return Array(Aval(aval.shape))
        if after.dtype == aval.dtype and not surely_other_shape(aval, after):
            return leaf
        return Array(Aval(aval.shape, *dtypes.promote(aval, after)))

    return map_values(t, init, promoted, node, (result,))


def _leaf_aval(value: Value) -> Aval | None:
    return aval_of(value) if isinstance(value, (Array, NumPyArray, Const, Host, Extent)) else None


def check_type(
    t: Tracer,
    by: str,
    body: Value,
    position: int,
    found: Difference,
    init: tuple[Value, tree.Expr | None],
    wrapped: bool,
    node: tree.Node,
) -> None:
    """Record that a carry comes out as something else. `position` is that of the body's parameter for it;
    `wrapped` where it is the first of a pair that the body returns.
    """
    if not isinstance(node, tree.Call) or _is_expected(t):
        return
    names = parameter_names(t, body)
    carry = names[position] if position < len(names) else "carry"
    value = _at(t, init[0], found.path)
    shown, deep = (None, 0) if init[1] is None else _inside(init[1], found.path)
    path = (Step(0, ""), *found.path) if wrapped else found.path
    back, taken = _returned(t, body, path)
    place = None if back is None else _home(body, back)
    t.record(
        CarryChange(
            t.place(node.at), t.context(), not t.doubt, node, by, found, function_name(t, body), carry, place,
            back if taken == len(path) else None, shown if deep == len(found.path) else None, value,
        )
    )  # fmt: skip


def check_pair(t: Tracer, by: str, body: Value, result: Value, node: tree.Node) -> None:
    """Record that the body of a scan surely returns no pair; a dict of two is one for JAX 0.10."""
    got = tree_of(t, result)
    match got:
        case None | Branch(children=None):
            return
        case Branch(children=children, identity=identity) if children is not None and len(children) == 2:
            return
        case Branch(identity=identity) if identity not in ("None", "list", ("tuple", None)):
            return
    if isinstance(node, tree.Call) and not _is_expected(t):
        name, back = function_name(t, body), returned_at(t, body, ())
        t.record(NoPair(t.place(node.at), t.context(), not t.doubt, node, by, name, back, got))


def check_branches(
    t: Tracer, by: str, functions: Sequence[Value], results: Sequence[Tree], node: tree.Node
) -> None:
    """Record the first branch that surely returns something else than the first one."""
    for number, (function, result) in enumerate(zip(functions, results, strict=True)):
        found = difference(results[0], result)
        if found is None or not isinstance(node, tree.Call) or _is_expected(t):
            continue
        pair = functions[0], function
        first, second = (returned_at(t, one, found.path) for one in pair)
        names = function_name(t, pair[0]), function_name(t, pair[1])
        t.record(
            BranchDifference(
                t.place(node.at), t.context(), not t.doubt, node, by, found, number, names, (first, second)
            )
        )
        return


def _is_expected(t: Tracer) -> bool:
    """Whether the program expects the TypeError; the statement then ends in it."""
    if not t.expects("TypeError", "Exception"):
        return False
    t.escaped = not t.doubt
    return True


def returned_at(t: Tracer, function: Value, path: tuple[Step, ...]) -> Place | None:
    """Where a function returns what is at a path, as far as its one `return` shows it."""
    node, _ = _returned(t, function, path)
    return None if node is None else _home(function, node)


def _returned(t: Tracer, function: Value, path: tuple[Step, ...]) -> tuple[tree.Expr | None, int]:
    """The expression in the one `return` of a function, and how many steps of the path lead to it."""
    found = underlying(function)[0]
    if found is None:
        return None, 0
    definition = t.functions[found.place][0]
    returns = [node for node in walk(definition.body) if isinstance(node, tree.Return)]
    if len(returns) != 1 or returns[0].value is None:
        return None, 0
    return _inside(returns[0].value, path)


def _home(function: Value, node: tree.Node) -> Place | None:
    found = underlying(function)[0]
    return None if found is None else found.place._replace(at=node.at)


def _inside(node: tree.Expr, path: tuple[Step, ...]) -> tuple[tree.Expr, int]:
    """The expression at a path in a display, and how many steps lead to it."""
    for taken, step in enumerate(path):
        deeper = _child(node, step.key)
        if deeper is None:
            return node, taken
        node = deeper
    return node, len(path)


def _child(node: tree.Expr, key: object) -> tree.Expr | None:
    match node:
        case tree.Sequence(elements=elements) if isinstance(key, int):
            plain = not any(isinstance(element, tree.Starred) for element in elements[: key + 1])
            return elements[key] if plain and key < len(elements) else None
        case tree.Mapping(items=items):
            return next((v for k, v in items if isinstance(k, tree.Constant) and repr(k.value) == key), None)
        case tree.Call(args=args):
            return next((a.value for a in args if a.keyword is not None and a.keyword == key), None)
    return None


def _at(t: Tracer, value: Value, path: tuple[Step, ...]) -> Value:
    for step in path:
        match value:
            case TupleValue(items=items, fields=fields):
                at = fields.index(step.key) if step.key in fields else step.key
                value = items[at] if isinstance(at, int) else UNKNOWN
            case Object():
                contents = t.contents(value)
                held = {} if contents is None else contents.items
                slots = [slot for key, slot in held.items() if _is_key(key, step.key)]
                value = slots[0].value if slots else UNKNOWN
            case _:
                return UNKNOWN
    return value


def _is_key(key: object, wanted: object) -> bool:
    return key == wanted or (isinstance(key, Const) and repr(key.value) == wanted)
