"""Calls: evaluating arguments, and what calling each kind of value does."""

from __future__ import annotations

from jaxlint.domain.values import (
    UNKNOWN,
    BoundMethod,
    ClassValue,
    Const,
    FunctionValue,
    Object,
    PartialValue,
    Transformed,
    TupleValue,
    Value,
    VariadicTuple,
)
from jaxlint.program import tree
from jaxlint.signatures.transforms import TransformRow, transform_row
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.classes import class_attribute, class_of, instance_of, instantiate
from jaxlint.tracer.containers import havoc
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.functions import call_function
from jaxlint.tracer.iteration import unpack
from jaxlint.tracer.lists import sizes_in
from jaxlint.tracer.size_tuples import joined
from jaxlint.tracer.state import Kind
from jaxlint.tracer.trace_levels import hand_over

NO_ARGUMENTS = CallArguments(())


def evaluate_arguments(t: Tracer, args: tuple[tree.Argument, ...]) -> CallArguments:
    """The arguments of a call as written, evaluated from left to right."""
    if not args:
        return NO_ARGUMENTS
    positional: list[Value] = []
    nodes: list[tree.Expr | None] = []
    keywords: list[tuple[str, Value]] = []
    keyword_nodes: list[tuple[str, tree.Expr]] = []
    more = more_keywords = False
    spread: VariadicTuple | None = None
    for argument in args:
        value = t.evaluate(argument.value)
        if argument.keyword is not None:
            keywords.append((argument.keyword, value))
            keyword_nodes.append((argument.keyword, argument.value))
        elif argument.stars == 1:
            items = None if more else unpack(t, value)
            if items is None:
                spread = None if more else sizes_in(t, value)
                more = True
            else:
                positional += items
                nodes += [None] * len(items)
        elif argument.stars == 2:
            contents = t.contents(value)
            keys = None if contents is None else [k for k in contents.items if isinstance(k, Const)]
            if contents is None or keys is None or contents.kind is not Kind.DICT or not contents.complete:
                more_keywords = True
            else:
                keywords += [(str(k.value), contents.items[k].value) for k in keys]
        elif not more:
            positional.append(value)
            nodes.append(argument.value)
        elif spread is not None:
            extended = joined((spread, TupleValue((value,))))
            spread = extended if isinstance(extended, VariadicTuple) else None
    return CallArguments(
        tuple(positional), tuple(keywords), more, more_keywords, tuple(nodes), tuple(keyword_nodes), spread
    )


def evaluate_call(t: Tracer, node: tree.Call) -> Value:
    function = t.evaluate(node.func)
    args = evaluate_arguments(t, node.args)
    t.last_callee[node.at] = function
    return call(t, function, args, node)


def call(t: Tracer, function: Value, args: CallArguments, node: tree.Node) -> Value:
    """The value of `function(*args)`, its effects applied."""
    return t.callers.get(type(function), _call_unknown)(t, function, args, node)


def _call_unknown(t: Tracer, function: Value, args: CallArguments, node: tree.Node) -> Value:
    """What is not known is called, and may change what it is given."""
    given = args.all_values()
    hand_over(t, given)
    havoc(t, given)
    return UNKNOWN


def _call_own(t: Tracer, function: FunctionValue, args: CallArguments, node: tree.Node) -> Value:
    t.pending.pop(function, None)
    row = _named_transformation(t, function) if t.aliases else None
    if row is not None:
        from jaxlint.tracer.transformations import apply_transform

        return apply_transform(t, row, args, node)
    return call_function(t, function, args, node)


def _call_bound(t: Tracer, function: BoundMethod, args: CallArguments, node: tree.Node) -> Value:
    return call(t, function.function, args.prepend(function.receiver), node)


def _call_partial(t: Tracer, function: PartialValue, args: CallArguments, node: tree.Node) -> Value:
    return call(t, function.function, _with_partial(args, function.args, function.kwargs), node)


def _call_instance(t: Tracer, function: Object | Const, args: CallArguments, node: tree.Node) -> Value:
    return call_method(t, function, "__call__", args.positional, node, args)


def _named_transformation(t: Tracer, function: FunctionValue) -> TransformRow | None:
    """The transformation that a function of the program stands for, as the project's configuration says."""
    definition, module = t.functions[function.place]
    return transform_row(t.aliases.get(f"{module.name}.{definition.qualname}", ""))


def _with_partial(
    args: CallArguments, first: tuple[Value, ...], named: tuple[tuple[str, Value], ...]
) -> CallArguments:
    later = {name for name, _ in args.keywords}
    kept = tuple((name, value) for name, value in named if name not in later)
    merged = args.prepend(*first)
    return CallArguments(
        merged.positional,
        kept + args.keywords,
        args.more,
        args.more_keywords,
        merged.nodes,
        args.keyword_nodes,
    )


def call_method(
    t: Tracer,
    receiver: Value,
    name: str,
    positional: tuple[Value, ...],
    node: tree.Node,
    args: CallArguments | None = None,
) -> Value:
    """`receiver.name(...)` of an instance of a class of the program."""
    given = CallArguments(positional) if args is None else args
    owner = class_of(t, receiver)
    if owner is not None:
        method = class_attribute(t, owner, name, t.place(node.at), None)
        if isinstance(method, (FunctionValue, Transformed)):
            return call(t, BoundMethod(method, receiver), given, node)
    library = instance_of(t, receiver)
    if library is not None:
        from jaxlint.tracer.library import HANDLERS, call_library

        if f"{library}.{name}" in HANDLERS:
            return call_library(t, f"{library}.{name}", given.prepend(receiver), node)
    hand_over(t, given.all_values())
    havoc(t, [receiver, *given.all_values()])
    return UNKNOWN


Tracer.callers.update(
    {
        FunctionValue: _call_own,
        BoundMethod: _call_bound,
        PartialValue: _call_partial,
        ClassValue: instantiate,
        Object: _call_instance,
        Const: _call_instance,
    }
)
