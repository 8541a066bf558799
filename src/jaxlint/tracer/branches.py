"""Functions that transformations are handed: called too early, or seeing a variable of a loop too late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    Array,
    Const,
    Extent,
    FunctionValue,
    Host,
    NumPyArray,
    Object,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.tracer.callees import underlying
from jaxlint.tracer.core import FrameInfo, Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.evidence import walk
from jaxlint.tracer.iteration import element_of
from jaxlint.tracer.state import Kind


@dataclass(frozen=True, slots=True)
class Given:
    """What a call passes where a function is needed: the parameter, the expression, the value."""

    parameter: str
    node: tree.Expr | None
    value: Value


@dataclass(frozen=True, slots=True)
class CalledBranch(Event):
    """A value where a transformation needs a function: TypeError. The first of them stands at `place`."""

    call: tree.Call
    by: str
    given: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class LateBinding(Event):
    """Functions made in a loop share the variables of that loop; all of them see the last value. Their one definition
    is at `place`.
    """

    by: str
    variables: tuple[tuple[str, Place], ...]
    """The variables, and where the loop binds them."""
    used_at: Place
    """The call that is handed the functions."""
    function: tree.Function


def check_callable(t: Tracer, by: str, given: Sequence[Given], node: tree.Node) -> bool:
    """Record what is surely no function; whether there was any. JAX asks before it looks at anything else (JAX 0.10,
    0.12).
    """
    wrong = tuple(one for one in given if _is_no_function(t, one.value))
    if not wrong or not isinstance(node, tree.Call):
        return False
    if t.expects("TypeError", "Exception"):
        t.escaped = not t.doubt
        return True
    at = node if wrong[0].node is None else wrong[0].node
    t.record(CalledBranch(t.place(at.at), t.context(), not t.doubt, node, by, wrong))
    return True


def _is_no_function(t: Tracer, value: Value) -> bool:
    match value:
        case Array() | NumPyArray() | Const() | Extent() | Host("int" | "float" | "bool" | "str"):
            return True
        case TupleValue(class_place=None):
            return True
        case Object():
            contents = t.contents(value)
            return contents is not None and contents.kind in (Kind.LIST, Kind.DICT, Kind.SET)
    return False


def check_late_binding(
    t: Tracer, by: str, branches: Value, functions: Sequence[Value] | None, node: tree.Node
) -> None:
    """Record branches that a loop has made from one definition, and that read a variable of the loop."""
    certain = functions is not None
    several = [element_of(t, branches)] if functions is None else functions
    made: dict[tuple[Place, int], list[FunctionValue]] = {}
    for one in several:
        found = underlying(one)[0]
        if found is not None and (found not in made.get((found.place, found.frame), ())):
            made.setdefault((found.place, found.frame), []).append(found)
    for (place, serial), alike in made.items():
        frame = t.frames.get(serial)
        if frame is None or (certain and len(alike) < 2):
            continue
        definition = t.functions[place][0]
        free = free_names(definition)
        late = {name: at for name, at in _rebound_around(frame, definition) if name in free}
        if late:
            t.record(
                LateBinding(
                    place, t.context(), certain and not t.doubt, by,
                    tuple((name, place._replace(at=at)) for name, at in late.items()), t.place(node.at), definition,
                )
            )  # fmt: skip


def _rebound_around(frame: FrameInfo, definition: tree.Function) -> Iterator[tuple[str, int]]:
    """Variables of a frame that each round of the loop around a definition binds anew, and where."""
    function = frame.function
    module = frame.module
    statements = module.open(module.statement_of(definition.at)) if function is None else function.body
    own = frame.scope is (None if function is None else function.scope)
    for node in walk(statements):
        match node:
            case tree.For(target=target, body=body) if own and _contains(body, definition):
                targets = dict(_names(target))
                yield from targets.items()
                yield from _following(body, set(targets))
            case tree.Comprehension(scope=scope, generators=generators) if scope is frame.scope:
                for generator in generators:
                    yield from _names(generator.target)


def _following(body: tuple[tree.Stmt, ...], targets: set[str]) -> Iterator[tuple[str, int]]:
    """Variables that the body of a loop calculates from its targets."""
    for statement in body:
        match statement:
            case tree.Assign(targets=places, value=value) if targets & _read(value):
                for place in places:
                    for name, at in _names(place):
                        targets.add(name)
                        yield name, at


def _read(node: tree.Node) -> set[str]:
    return {one.id for one in walk((node,)) if isinstance(one, tree.Name)}


def _names(target: tree.Expr) -> Iterator[tuple[str, int]]:
    """Names that an assignment target binds."""
    match target:
        case tree.Name(id=name, at=at):
            yield name, at
        case tree.Starred(value=inner):
            yield from _names(inner)
        case tree.Sequence(elements=elements):
            for element in elements:
                yield from _names(element)


def _contains(body: tuple[tree.Stmt, ...], definition: tree.Function) -> bool:
    return any(
        isinstance(node, (tree.Lambda, tree.FunctionDef)) and node.function is definition
        for node in walk(body)
    )


def free_names(function: tree.Function) -> frozenset[str]:
    """Names that a function reads, or what is inside it, and that it does not bind."""
    return frozenset(_free(function.body)) - function.scope.bound


def _free(part: object) -> set[str]:
    match part:
        case tree.Name(id=name):
            return {name}
        case tree.Function():
            defaults = {name for p in part.parameters for name in _free(p.default)}
            return defaults | free_names(part)
        case tree.Node():
            inside = {name for one in tree.parts_of(part) for name in _free(one)}
            return inside - part.scope.bound if isinstance(part, tree.Comprehension) else inside
        case tuple():
            return {name for one in part for name in _free(one)}
    return set()
