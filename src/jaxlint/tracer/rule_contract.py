"""What `custom_vjp` and `custom_jvp` ask of the rules that they are given: arguments that they take, what they return.

JAX looks at them when the function is differentiated, and raises TypeError (JAX 0.10, 0.12). Defaults of the
function count as arguments; the arguments of `nondiff_argnums` come first, and have no cotangent.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator

from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    Array,
    BoundMethod,
    Const,
    FunctionValue,
    NumPyArray,
    Object,
    PartialValue,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.transforms import takes_rules
from jaxlint.tracer.callees import function_name, underlying
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.evidence import walk
from jaxlint.tracer.parameters import Parameters, parameters_of
from jaxlint.tracer.state import Kind

RESIDUALS = ("residuals", "cotangent")
TANGENTS = ("primals", "tangents")


class Part(enum.Enum):
    """Which rule it is."""

    FORWARD = "forward"
    BACKWARD = "backward"
    TANGENTS = "tangents"
    """The one rule of a `custom_jvp`."""


@dataclass(frozen=True, slots=True)
class BrokenRule(Event):
    """A rule that fails whenever the function is differentiated."""

    part: Part
    function: str
    rule: str


@dataclass(frozen=True, slots=True)
class RuleArity(BrokenRule):
    """The rule does not take what JAX passes."""

    takes: Parameters
    passed: tuple[str, ...]
    """The function's parameters, and the names of what else JAX passes."""


@dataclass(frozen=True, slots=True)
class RuleResult(BrokenRule):
    """The rule returns something else than JAX takes apart."""

    got: str
    """`an array`, `a tuple of 3`."""
    cotangents_of: tuple[str, ...]
    """Parameters for which a backward rule returns a cotangent."""
    node: tree.Expr | None
    """What is returned."""
    array: bool = False


def check_rule(t: Tracer, function: Transformed, part: Part, rule: Value, node: tree.Node) -> bool:
    """What the definitions tell: how many parameters the rule has, and the lengths of tuples that it writes out.
    Whether the rule can be called at all.
    """
    if not takes_rules(function.transform.name):
        return True
    names = _parameters(t, function)
    definition = _definition(t, rule)
    if names is not None and definition is not None:
        passed = _passed(function, part, names)
        takes = parameters_of(t, rule)
        if takes is not None and not takes.take(len(passed)):
            name, own = function_name(t, function), function_name(t, rule)
            place, certain = t.place(node.at), not t.doubt
            t.record(RuleArity(place, t.context(), certain, part, name, own, takes, passed))
            return False
    for back in _returns(definition):
        _report(t, function, part, rule, names, back.value, _written(back.value))
    return True


def check_result(t: Tracer, function: Transformed, part: Part, rule: Value, result: Value, at: Place) -> None:
    """What the rule that was given at `at` has returned, where it is no display: those are judged as written."""
    definition = _definition(t, rule)
    if definition is None or not takes_rules(function.transform.name) or t.expects("TypeError", "Exception"):
        return
    names, found = _parameters(t, function), _kind(t, result)
    returns = list(_returns(definition))
    if found is None or len(returns) > 1 or any(_written(back.value) is not None for back in returns):
        return
    node = returns[0].value if returns else None
    if underlying(rule)[0] == underlying(function.function)[0]:
        # The function itself is right; to give it as its own rule is not.
        _report(t, function, part, rule, names, None, found, at)
    elif not returns or node is not None:
        _report(t, function, part, rule, names, node, found, is_array=isinstance(result, Array))


def _report(
    t: Tracer,
    function: Transformed,
    part: Part,
    rule: Value,
    names: tuple[str, ...] | None,
    node: tree.Expr | None,
    found: tuple[str, int | None] | None,
    at: Place | None = None,
    is_array: bool = False,
) -> None:
    wanted: tuple[str, ...] = ()
    count = 2
    if part is Part.BACKWARD:
        if names is None:
            return
        wanted = tuple(n for at, n in enumerate(names) if at not in function.transform.static_argnums)
        count = len(wanted)
    definition, home = _definition(t, rule), underlying(rule)[0]
    if found is None or found[1] == count or definition is None or home is None:
        return
    place = at or (home.place if node is None else home.place._replace(at=node.at))
    name, own = function_name(t, function), function_name(t, rule)
    # JAX calls the rule for nothing else than this.
    t.record(RuleResult(place, t.context(), True, part, name, own, found[0], wanted, node, is_array))


def _parameters(t: Tracer, function: Transformed) -> tuple[str, ...] | None:
    """Those of the function that has the rule, all of them by position; None where a call says how many there are."""
    found = parameters_of(t, function.function)
    if found is None or found.rest is not None or found.any_name or found.keyword_only:
        return None
    if function.transform.statics_unknown:
        return None
    count = len(found.positional)
    return (
        found.positional if all(0 <= number < count for number in function.transform.static_argnums) else None
    )


def _passed(function: Transformed, part: Part, names: tuple[str, ...]) -> tuple[str, ...]:
    if part is Part.FORWARD:
        return names
    fixed = tuple(names[number] for number in sorted(function.transform.static_argnums))
    return (*fixed, *(RESIDUALS if part is Part.BACKWARD else TANGENTS))


def _definition(t: Tracer, rule: Value) -> tree.Function | None:
    """The function of the program that the rule surely is, with nothing around it that changes what it takes."""
    match rule:
        case FunctionValue(place=place) if rule not in t.wrapped:
            definition = t.functions[place][0]
            return None if definition.is_async or definition.is_generator else definition
        case BoundMethod(function=inner) | PartialValue(function=inner):
            return _definition(t, inner)
    return None


def _returns(definition: tree.Function | None) -> Iterator[tree.Return]:
    if definition is not None:
        yield from (node for node in walk(definition.body) if isinstance(node, tree.Return))


def _written(node: tree.Expr | None) -> tuple[str, int | None] | None:
    """What a display is, and how many elements a tuple or list has; None where its text does not tell."""
    match node:
        case tree.Constant(value=None):
            return "None", None
        case tree.Mapping():
            return "a dict", None
        case tree.Sequence(kind=tree.Display.TUPLE | tree.Display.LIST as kind, elements=elements):
            if not any(isinstance(element, tree.Starred) for element in elements):
                return f"a {kind.name.lower()} of {len(elements)}", len(elements)
    return None


def _kind(t: Tracer, value: Value) -> tuple[str, int | None] | None:
    match value:
        case Array() | NumPyArray():
            return "an array", None
        case Const(None):
            return "None", None
        case Const(bool() | int() | float()):
            return "a number", None
        case TupleValue(items=items, class_place=None):
            return f"a tuple of {len(items)}", len(items)
        case Object():
            contents = t.contents(value)
            if contents is not None and contents.kind is Kind.DICT:
                return "a dict", None
    return None
