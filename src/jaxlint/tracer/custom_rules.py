"""Functions with derivative rules of their own: which function JAX runs in their place, and on what.

Differentiated by the innermost transformation, `custom_vjp` runs its forward and backward functions and `custom_jvp`
its rule, on what the arguments are outside of it: arrays under plain grad, tracers under what is around it.
Staged or batched inside of a differentiation, both the function and its rule are run there (JAX 0.10, 0.12).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.origins import Origin, Place
from jaxlint.domain.transforms import Regime
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Array,
    Const,
    External,
    PartialValue,
    PyTree,
    Tracedness,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.transforms import returns_derivative, takes_rules
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.arrays import concrete
from jaxlint.tracer.callees import function_name, parameter_names
from jaxlint.tracer.calls import call
from jaxlint.tracer.concretization import arrays_in
from jaxlint.tracer.core import Region, Tracer
from jaxlint.tracer.library import HANDLERS
from jaxlint.tracer.rule_contract import Part, check_result, check_rule
from jaxlint.tracer.tracing import Entry, returned, traced, unchanged
from jaxlint.tracer.trees import map_values


@dataclass(frozen=True, slots=True)
class Rule:
    """What was given to `defvjp`, or to `defjvp`."""

    forward: Value
    """The forward function of a `custom_vjp`, the whole rule of a `custom_jvp`."""
    backward: Value | None
    at: Place
    """The call that gives it to the function."""


def define_rule(t: Tracer, receiver: Transformed, name: str, args: CallArguments, node: tree.Node) -> Value:
    """`f.defvjp(forward, backward)`, `@f.defjvp`, `f.defjvps(...)`."""
    if name == "defvjp":
        forward, backward = args.get(0, "fwd"), args.get(1, "bwd")
        if forward is not None and backward is not None:
            takes = check_rule(t, receiver, Part.FORWARD, forward, node)
            if check_rule(t, receiver, Part.BACKWARD, backward, node) and takes:
                t.rules[receiver] = Rule(forward, backward, t.place(node.at))
        return NONE
    rule = args.get(0, "jvp")
    if name == "defjvps" or rule is None:
        return NONE
    if check_rule(t, receiver, Part.TANGENTS, rule, node):
        t.rules[receiver] = Rule(rule, None, t.place(node.at))
    return rule


def call_with_rule(t: Tracer, value: Transformed, args: CallArguments, node: tree.Node) -> Value:
    """A call of a function under `custom_vjp` or `custom_jvp`."""
    if returns_derivative(value.transform.name):
        pair = _function(t, value, args, node)
        return pair.items[0] if isinstance(pair, TupleValue) and len(pair.items) == 2 else UNKNOWN
    rule, region = t.rules.get(value), t.regions[-1] if t.regions else None
    if region is None:
        return _function(t, value, args, node)
    placed = _by_position(t, value, args)
    if rule is None or placed is None:
        # JAX may run a rule in the place of the function.
        t.doubt += region.transform.regime is Regime.DIFFERENTIATED
        result = _forgotten(t, _function(t, value, args, node), node)
        t.doubt -= region.transform.regime is Regime.DIFFERENTIATED
        return result
    args = placed
    if region.transform.regime is Regime.DIFFERENTIATED:
        if not any(_is_of(leaf, region) for given in args.positional for leaf in arrays_in(t, given)):
            return _forgotten(t, _function(t, value, args, node), node)
        with _outside(t, region):
            given = [_outer(t, each, region, node) for each in args.positional]
            result = _run(t, value, rule, given, _tangents(t, args, given, region, node), node)
        return returned(t, result, node, unchanged, args.positional)
    if not any(each.transform.regime is Regime.DIFFERENTIATED for each in t.regions):
        return _function(t, value, args, node)
    # It may be differentiated by a transformation further out, by other arguments or not at all.
    t.doubt += region.transform.regime is Regime.BATCHED
    result = _function(t, value, args, node)
    t.doubt -= region.transform.regime is Regime.BATCHED
    t.doubt += 1
    _run(t, value, rule, list(args.positional), [UNKNOWN for _ in args.positional], node)
    t.doubt -= 1
    return _forgotten(t, result, node)


def _by_position(t: Tracer, value: Transformed, args: CallArguments) -> CallArguments | None:
    """The arguments as JAX gives them to rules: all by position (JAX 0.10, 0.12); None where that is not known."""
    if args.more or args.more_keywords:
        return None
    if not args.keywords:
        return args
    given = dict(args.keywords)
    names = parameter_names(t, value.function)[len(args.positional) :]
    if not given.keys() <= set(names):
        return None
    return CallArguments((*args.positional, *(given.get(name, UNKNOWN) for name in names)), nodes=args.nodes)


def _function(t: Tracer, value: Transformed, args: CallArguments, node: tree.Node) -> Value:
    """Call the function itself. What stages the call makes tracers of all its arguments, numbers and concrete arrays
    as well (JAX 0.10, 0.12).
    """
    wrapper = value.transform.name
    if not t.staged or not (takes_rules(wrapper) or returns_derivative(wrapper)):
        return call(t, value.function, args, node)
    names, name = parameter_names(t, value.function), function_name(t, value.function)

    def staged(given: Value, position: int, label: str) -> Value:
        is_tracer = isinstance(given, Array) and given.traced is Tracedness.DEFINITE and not given.answers
        fixed = value.transform.statics_unknown or position in value.transform.static_argnums
        if is_tracer or fixed:
            return given
        origin = Origin(t.place(node.at), f"`{label}` is an argument of `{name}`, which `{wrapper}` traces")
        return traced(t, given, Entry(origin, t.level, t.current.serial, answers=False))

    positional = [
        staged(given, at, names[at] if at < len(names) else str(at))
        for at, given in enumerate(args.positional)
    ]
    keywords = [
        (key, staged(given, names.index(key) if key in names else -1, key)) for key, given in args.keywords
    ]
    inner = replace(args, positional=tuple(positional), keywords=tuple(keywords))
    return returned(t, call(t, value.function, inner, node), node, unchanged, ())


def _forgotten(t: Tracer, result: Value, node: tree.Node) -> Value:
    """The result of a function whose derivative is not that of what it does."""
    if not any(region.transform.regime is Regime.DIFFERENTIATED for region in t.regions):
        return result

    def forget(leaf: Value) -> Value:
        match leaf:
            case Array(traced=Tracedness.NO):
                # Its own derivative makes a tracer also of what the function leaves without one.
                return replace(leaf, traced=Tracedness.POSSIBLE, level=len(t.regions), tangent=None)
            case Array() | PyTree():
                return replace(leaf, tangent=None)
        return leaf

    return map_values(t, result, forget, node)


def _run(
    t: Tracer, value: Transformed, rule: Rule, given: list[Value], tangents: list[Value], node: tree.Node
) -> Value:
    """What the rule gives for the result of the function."""
    fixed = [v for number, v in enumerate(given) if number in value.transform.static_argnums]
    if rule.backward is None:
        others = [n for n in range(len(given)) if n not in value.transform.static_argnums]
        primals, moved = (
            TupleValue(tuple(given[n] for n in others)),
            TupleValue(tuple(tangents[n] for n in others)),
        )
        made = call(t, rule.forward, CallArguments((*fixed, primals, moved)), node)
        check_result(t, value, Part.TANGENTS, rule.forward, made, rule.at)
        return made.items[0] if isinstance(made, TupleValue) and len(made.items) == 2 else UNKNOWN
    made = call(t, rule.forward, CallArguments(tuple(given)), node)
    check_result(t, value, Part.FORWARD, rule.forward, made, rule.at)
    result, saved = (
        made.items if isinstance(made, TupleValue) and len(made.items) == 2 else (UNKNOWN, UNKNOWN)
    )
    cotangent: Value = UNKNOWN
    if isinstance(result, Array) and dtypes.kind_of(result.aval.dtype) in (Kind.FLOATING, Kind.COMPLEX, None):
        cotangent = t.made_array(result.aval, t.place(node.at), "a cotangent")
    cotangents = call(t, rule.backward, CallArguments((*fixed, saved, cotangent)), node)
    check_result(t, value, Part.BACKWARD, rule.backward, cotangents, rule.at)
    return result


@contextmanager
def _outside(t: Tracer, region: Region) -> Iterator[None]:
    """Run as outside of the innermost region."""
    t.regions.pop()
    try:
        yield
    finally:
        t.regions.append(region)


def _is_of(leaf: Array, region: Region) -> bool:
    return leaf.traced is Tracedness.DEFINITE and leaf.level == region.level


def _outer(t: Tracer, value: Value, region: Region, node: tree.Node) -> Value:
    """What a value is outside of the region that differentiates by it."""
    nested = any(each.transform.regime in (Regime.DIFFERENTIATED, Regime.MAPPED) for each in t.regions)

    def outer(leaf: Value) -> Value:
        match leaf:
            case Array(level=region.level, answers=True):
                return replace(leaf, traced=Tracedness.POSSIBLE) if nested else concrete(leaf)
            case PyTree(answers=True):
                return UNKNOWN
        return leaf

    return map_values(t, value, outer, node)


def _tangents(
    t: Tracer, args: CallArguments, given: list[Value], region: Region, node: tree.Node
) -> list[Value]:
    """Tracers under grad and vjp, which are linear in them; as the arguments are under jvp."""
    if region.transform.name.endswith("jvp"):
        return given

    def tangent(leaf: Value) -> Value:
        if isinstance(leaf, Array) and _is_of(leaf, region):
            return replace(leaf, aval=Aval(leaf.aval.shape, leaf.aval.dtype), answers=False)
        return UNKNOWN

    return [map_values(t, each, tangent, node) for each in args.positional]


# What jvp, linearize and vjp give besides the result

_PUSHES, _PULLS = "jax.linearize.push", "jax.vjp.pull"


def linear_part(name: str, result: Value, primals: tuple[Value, ...], depends: bool) -> Value:
    """The tangent of the result; or the function that gives it, or that takes it back to the arguments.

    `depends`: the result surely has a derivative by some argument. By one that it has none by, what `vjp` gives is an
    array of zeros, whatever it is given (JAX 0.10, 0.12).
    """
    match name.rpartition(".")[2].removeprefix("filter_"):
        case "jvp":
            return result
        case "linearize":
            return PartialValue(External(_PUSHES), (result,), ())
        case "vjp":
            linear = depends and len(primals) == 1 and isinstance(primals[0], Array)
            return PartialValue(External(_PULLS), (TupleValue(primals), Const(linear)), ())
    return UNKNOWN


def _push(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    return returned(t, args.positional[0], node, unchanged, args.positional)


def _pull(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    primals, linear, *cotangents = args.positional
    if not isinstance(primals, TupleValue):
        return UNKNOWN
    inputs = (*primals.items, *cotangents) if linear == Const(True) else ()
    return TupleValue(tuple(returned(t, primal, node, unchanged, inputs) for primal in primals.items))


HANDLERS.update({_PUSHES: _push, _PULLS: _pull})
