"""Calls of library functions: by their row, or by a handler where the meaning is Python's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from jaxlint.domain.avals import Aval
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Array,
    BoundMethod,
    Const,
    External,
    FunctionValue,
    Host,
    NumPyArray,
    Object,
    PyTree,
    Tracedness,
    Transformed,
    TupleValue,
    Value,
    VariadicTuple,
)
from jaxlint.program import tree
from jaxlint.signatures import classes as class_rows
from jaxlint.signatures.any_rank import of_arguments
from jaxlint.signatures.array_facts import (
    ADDED,
    LEAVES_JAX,
    NUMBER_OF_NUMBER,
    SMOOTH,
    STEPS,
    has_tangent,
    returned_as_is,
    shape_of,
    stays_numpy,
)
from jaxlint.signatures.bind import bind
from jaxlint.signatures.methods import numpy_method
from jaxlint.signatures.signature import Arguments, Makes, Mismatch, Signature
from jaxlint.signatures.table import lookup
from jaxlint.signatures.transforms import transform_row
from jaxlint.signatures.writes import written
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.arrays import concrete, if_changed
from jaxlint.tracer.axes import number_reduced, reduced
from jaxlint.tracer.batch_loops import note_stacked
from jaxlint.tracer.classes import instance_of
from jaxlint.tracer.concretization import arrays_in
from jaxlint.tracer.consumption import consume_arguments, fresh_key
from jaxlint.tracer.containers import havoc
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.cuts import differentiated, number_of_tracer
from jaxlint.tracer.dead import take_all
from jaxlint.tracer.events import NumPyWrite
from jaxlint.tracer.holding import holding
from jaxlint.tracer.iteration import note_contents
from jaxlint.tracer.key_misuse import check_arguments
from jaxlint.tracer.lists import numbers_of
from jaxlint.tracer.mismatch import report_mismatch
from jaxlint.tracer.needs import check_needs
from jaxlint.tracer.operators import aval_of
from jaxlint.tracer.passed import node_of, nodes_of, operands
from jaxlint.tracer.sequences import check_sequences
from jaxlint.tracer.singular import note_selection
from jaxlint.tracer.state import Kind
from jaxlint.tracer.trace_levels import hand_over, note_reading
from jaxlint.tracer.world import note_call, note_use, sourced

Handler: TypeAlias = Callable[[Tracer, CallArguments, tree.Node], Value]
HANDLERS: dict[str, Handler] = {}
"""Functions whose meaning is code: builtins, functools, NumPy's conversions. Filled by `tracer.builtins`."""


def _call_external(t: Tracer, function: External, args: CallArguments, node: tree.Node) -> Value:
    return call_library(t, function.name, take_all(t, function, args, node), node)


def call_library(t: Tracer, name: str, args: CallArguments, node: tree.Node) -> Value:
    """The value of calling something of a library by its canonical name."""
    row = transform_row(t.aliases.get(name, name))
    if row is not None:
        from jaxlint.tracer.transformations import apply_transform

        return apply_transform(t, row, args, node)
    if t.regions:
        for value, shown in zip(args.positional, args.nodes, strict=False):
            if shown is not None and type(value) is Object:
                note_contents(t, value, shown)
                note_reading(t, value)
    handler = HANDLERS.get(name)
    signature = lookup(name)
    if signature is not None and t.regions:
        note_call(t, signature, args, node)
        note_selection(t, name, args, node)
    if handler is not None:
        if signature is not None and (t.regions or signature.consumes_keys):
            arguments = bind_row(t, signature, args)
            if arguments is not None:
                nodes = nodes_of(signature, args)
                if t.regions:
                    check_needs(t, signature, arguments, nodes, node)
                consume_arguments(t, signature, arguments, nodes, node)
        return sourced(t, signature, args, handler(t, args, node), node)
    if name in class_rows.IDENTITY_DECORATORS:
        return decorate(name, args)
    if signature is None:
        havoc_containers(t, args)
        return UNKNOWN
    return apply_signature(t, signature, args, node)


def decorate(name: str, args: CallArguments) -> Value:
    """A decorator after which the function is as written; with options only, it waits for the function."""
    if len(args.positional) == 1 and isinstance(
        args.positional[0], (FunctionValue, Transformed, BoundMethod)
    ):
        return args.positional[0]
    return External(f"{name}") if args.positional or args.keywords else UNKNOWN


def havoc_containers(t: Tracer, args: CallArguments) -> None:
    """A library function that is not known may fill a list or dict; it leaves the program's own objects alone."""
    given = args.all_values()
    hand_over(t, given)
    for value in given:
        contents = t.contents(value)
        if contents is not None and contents.kind is not Kind.INSTANCE:
            havoc(t, [value])


def plain(t: Tracer, value: Value, depth: int = 4) -> Value:
    """A value as rows read it: lists of known contents are tuples; what objects of libraries stand for is not known."""
    if type(value) is TupleValue and depth:
        items = tuple([plain(t, item, depth - 1) for item in value.items])
        return value if items == value.items else replace(value, items=items)
    contents = t.contents(value)
    if contents is None:
        return value
    if instance_of(t, value) is not None:
        return note_reading(t, value)
    if contents.kind is Kind.LIST and contents.complete and not contents.shared and depth:
        return TupleValue(tuple([plain(t, slot.value, depth - 1) for slot in contents.items.values()]))
    return value if contents.sizes is None else VariadicTuple(contents.sizes)


def bind_row(t: Tracer, signature: Signature, args: CallArguments) -> Arguments | None:
    positional = None if args.more else [plain(t, v) for v in args.positional]
    keywords = None if args.more_keywords else {k: plain(t, v) for k, v in args.keywords}
    bound = bind(signature, positional, keywords)
    return _bind_spread(t, signature, args) if bound is None and args.spread is not None else bound


def _bind_spread(t: Tracer, signature: Signature, args: CallArguments) -> Arguments | None:
    """The arguments of `x.reshape(*x.shape[:-1], d)`: sizes of unknown number go to a `*args` parameter."""
    from jaxlint.tracer.size_tuples import spread_for

    positions = [p for p in signature.parameters or () if p.kind not in ("*", "**kwargs")]
    if not positions or positions[-1].kind != "*args" or args.more_keywords:
        return None
    before = len(positions) - 1
    spread = spread_for(args, before)
    if spread is None:
        return None
    first = [plain(t, value) for value in args.positional[:before]]
    bound = bind(signature, first, {k: plain(t, v) for k, v in args.keywords})
    return None if bound is None else Arguments({**bound, positions[-1].name: spread})


def apply_row(t: Tracer, name: str, args: CallArguments, node: tree.Node) -> Value:
    """What the row of a function says of a call; nothing is known where it has none."""
    signature = lookup(name)
    return UNKNOWN if signature is None else apply_signature(t, signature, args, node)


def apply_signature(t: Tracer, signature: Signature, args: CallArguments, node: tree.Node) -> Value:
    """What a row says that the call does and returns."""
    arguments = bind_row(t, signature, args)
    check_sequences(t, signature, args, node)
    note_stacked(t, signature.name, args, node)
    if arguments is not None:
        _check_writes(t, signature, arguments, args, node)
        about_keys = signature.makes is Makes.KEY or signature.consumes_keys
        if t.regions or about_keys:
            nodes = nodes_of(signature, args)
            if t.regions:
                check_needs(t, signature, arguments, nodes, node)
                delegate = _delegate(signature, arguments)
                if delegate is not None:
                    check_needs(t, delegate, arguments, nodes, node)
            if about_keys:
                consume_arguments(t, signature, arguments, nodes, node)
                check_arguments(t, signature.name, arguments, nodes, node)
    if signature.makes is Makes.UNKNOWN:
        havoc_containers(t, args)
        return sourced(t, signature, args, UNKNOWN, node)
    if signature.makes is Makes.NONE:
        return NONE
    if signature.makes is Makes.HOST:
        number = number_of_tracer(t, Host(signature.host_type), next(iter(args.positional), None), node)
        return sourced(t, signature, args, number, node)
    if signature.makes is Makes.NUMBERS:
        return _numbers(t, signature, arguments, args, node)
    if signature.makes is Makes.SAME:
        return _same(t, signature, args, node)
    outcome = None
    if signature.shape is not None and arguments is not None:
        outcome = of_arguments(signature.shape, arguments)
    if isinstance(outcome, Mismatch):
        shown = () if arguments is None else tuple(operands(signature, arguments, args, node))
        short = t.text(node.func) if isinstance(node, tree.Call) else signature.name
        report_mismatch(t, short, outcome, node, shown)
        outcome = None
    if arguments is not None and _lacks_operand(signature, arguments):
        return UNKNOWN
    of_shape = shape_of(signature.name)
    if arguments is None:
        inputs = _leaves(args.all_values())
    else:
        inputs = _leaves([value for name, value in arguments.items() if name != of_shape])
    makes = signature.makes
    if t.regions and makes in (Makes.ARRAY, Makes.ARRAYS, Makes.KEY):
        note_use(t, *inputs)
    numpy = makes in (Makes.NUMPY, Makes.NUMPYS)
    if inputs and isinstance(inputs[0], NumPyArray) and stays_numpy(signature.name):
        numpy = True
    if makes in (Makes.DELEGATES, Makes.BY_KIND):
        first = args.positional[0] if args.positional else UNKNOWN
        if isinstance(first, NumPyArray):
            numpy = True
        elif signature.name in LEAVES_JAX and isinstance(first, Array) and not t.regions:
            numpy = first.traced is Tracedness.NO
        elif not isinstance(first, (Array, PyTree)):
            return UNKNOWN
    if numpy:
        if any(isinstance(v, PyTree) for v in inputs):
            return UNKNOWN
        if isinstance(outcome, tuple):
            return TupleValue(tuple(NumPyArray(a) for a in outcome))
        if signature.makes is Makes.NUMPYS:
            return UNKNOWN
        return NumPyArray(outcome if isinstance(outcome, Aval) else Aval())
    because = f"the result of `{t.text(node.func)}`" if isinstance(node, tree.Call) else f"`{signature.name}`"
    place = t.place(node.at)
    if isinstance(outcome, tuple):
        return TupleValue(tuple(t.made_array(aval, place, because, *inputs) for aval in outcome))
    if signature.makes is Makes.ARRAYS:
        return UNKNOWN
    made = t.made_array(outcome if isinstance(outcome, Aval) else Aval(), place, because, *inputs)
    if made.answers and not has_tangent(signature.name):
        made = concrete(made)
    name = signature.name
    if t.regions and (has_tangent(name) or name in STEPS):
        made = differentiated(t, made, inputs, node, smooth=name in SMOOTH, steps=name in STEPS)
    if signature.makes is Makes.KEY:
        return fresh_key(t, made, signature, arguments, place)
    kept = returned_as_is(signature.name, arguments) if t.staged and arguments is not None else None
    return made if kept is None else if_changed(made, kept)


def _numbers(
    t: Tracer, signature: Signature, arguments: Arguments | None, args: CallArguments, node: tree.Node
) -> Value:
    """`x.item()`, `x.tolist()`: Python numbers of an array whose dtype and sizes are known, few enough to list."""
    outcome = None if signature.shape is None or arguments is None else signature.shape(arguments)
    made = numbers_of(t, outcome, node.at) if isinstance(outcome, Aval) else None
    if made is not None and not isinstance(made, Host):
        return made
    given = next(iter(args.positional), None)
    return sourced(
        t, signature, args, number_of_tracer(t, made or Host(signature.host_type), given, node), node
    )


def _lacks_operand(signature: Signature, arguments: Arguments) -> bool:
    """Whether a required argument is None, which no function takes for an array: nothing follows a call like that."""
    if NONE not in arguments.values():
        return False
    return any(p.required and arguments.get(p.name) == NONE for p in signature.parameters or ())


def _delegate(signature: Signature, arguments: Arguments) -> Signature | None:
    """The method of a NumPy array that a function of NumPy hands the other arguments to, under the function's name."""
    if signature.makes is not Makes.DELEGATES:
        return None
    first = next(iter(arguments.values()), None)
    method = numpy_method(signature.name.rpartition(".")[2]) if isinstance(first, NumPyArray) else None
    return None if method is None else replace(method, name=signature.name)


def _same(t: Tracer, signature: Signature, args: CallArguments, node: tree.Node) -> Value:
    """A tree like the first argument: `lax.psum(metrics, "batch")`, `copy.deepcopy(params)`."""
    from jaxlint.tracer.trees import map_values

    first = args.get(0, signature.parameters[0].name) if signature.parameters else None
    makes_arrays = signature.name.startswith("jax.")
    makes_numbers = any(parameter.name == "axis_name" for parameter in signature.parameters or ())
    added = args.get(1, ADDED[signature.name]) if signature.name in ADDED else None

    def add(leaf: Value) -> Value:
        if not isinstance(leaf, Array) or leaf.key is not None:
            return leaf if aval_of(leaf) is None else UNKNOWN
        others = (*arrays_in(t, added or UNKNOWN), *((UNKNOWN,) if added is UNKNOWN and t.regions else ()))
        return t.made_array(leaf.aval, t.place(node.at), f"the result of `{signature.name}`", leaf, *others)

    def change(leaf: Value) -> Value:
        if makes_arrays and isinstance(leaf, Array):
            given = reduced(t, signature.name, leaf)
            made = t.made_array(leaf.aval, t.place(node.at), f"the result of `{signature.name}`", given)
            made = replace(made, key=leaf.key)
            return concrete(made) if made.answers and not has_tangent(signature.name) else made
        # `lax.psum(1, "batch")` is a number, other functions make arrays of numbers.
        aval = None if makes_numbers else aval_of(leaf)
        if makes_arrays and aval is not None and not isinstance(leaf, PyTree):
            return t.made_array(aval, t.place(node.at), f"the result of `{signature.name}`")
        return leaf if not makes_arrays or isinstance(leaf, PyTree) else UNKNOWN

    if first is None:
        return UNKNOWN
    if signature.name in NUMBER_OF_NUMBER and isinstance(first, (Const, Host)):
        return number_reduced(signature.name, first)
    return map_values(t, first, change if added is None else add, node)


def _leaves(values: Sequence[Value]) -> list[Value]:
    leaves: list[Value] = []
    for value in values:
        if type(value) is TupleValue:
            leaves += _leaves(value.items)
        else:
            leaves.append(value)
    return leaves


def _check_writes(
    t: Tracer, signature: Signature, arguments: Arguments, args: CallArguments, node: tree.Node
) -> None:
    """Writes into an argument: a JAX array refuses them."""
    for name in written(signature, arguments):
        value = arguments[name]
        target = node_of(signature, name, args)
        if target is None or not isinstance(node, tree.Call):
            continue
        if isinstance(value, NumPyArray):
            _write_into_numpy(t, value, target, node)
        elif isinstance(value, Array):
            _write_into_jax(t, signature.name, name, value, target, node)


def _write_into_numpy(t: Tracer, value: NumPyArray, target: tree.Expr, node: tree.Call) -> None:
    from jaxlint.tracer.items import record_readonly, touch

    t.host_uses.add(t.place(node.at))
    if value.readonly:
        record_readonly(t, value, target, t.place(node.at))
    else:
        touch(t, target)


def _write_into_jax(
    t: Tracer, function: str, parameter: str, value: Array, target: tree.Expr, node: tree.Call
) -> None:
    if t.expects("TypeError", "Exception", "NotImplementedError", "ValueError"):
        return
    held = holding(t, target, value)
    t.record(
        NumPyWrite(t.place(node.at), t.context(), True, held, t.running, node, function, parameter, value)
    )


Tracer.callers[External] = _call_external
