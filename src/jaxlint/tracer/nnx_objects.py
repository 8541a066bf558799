"""What Flax NNX makes: variables, optimizers, metrics, streams of keys and layers, and what changes them."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.domain.values import NONE, UNKNOWN, Array, Const, External, Object, PyTree, TupleValue, Value
from jaxlint.program import tree
from jaxlint.signatures.framework_changes import (
    CHANGING_FUNCTIONS,
    CHANGING_LAYERS,
    CHANGING_METHODS,
    HOLDS_LAYERS,
    TAKES_KEYS,
    USED_UP,
)
from jaxlint.signatures.framework_rows import CALL
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.builtins import handles, list_of
from jaxlint.tracer.calls import call
from jaxlint.tracer.classes import instance_of
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.frameworks import held
from jaxlint.tracer.library import HANDLERS, Handler, apply_row, havoc_containers
from jaxlint.tracer.library_objects import made
from jaxlint.tracer.state import Slot
from jaxlint.tracer.trace_levels import hand_over, is_a, note_change, remembers
from jaxlint.tracer.versions import EMPTY_VERSION
from jaxlint.tracer.writes import set_contents


def _maker(name: str) -> Handler:
    def make(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        havoc_containers(t, args)
        return made(t, name, node)

    return make


def _method(name: str) -> Handler:
    """A method that changes its object, and what else it is known to change."""

    def change(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        receiver = args.positional[0]
        if isinstance(receiver, Object):
            note_change(t, receiver, node, _receiver(node, name))
        _change_argument(t, name, args, node)
        return UNKNOWN

    return change


def _receiver(node: tree.Node, name: str) -> tree.Expr | None:
    """The object whose method a call calls."""
    match node:
        case tree.Call(func=function) if name.endswith(CALL):
            return function
        case tree.Call(func=tree.Attribute(value=base)):
            return base
    return None


def _change_argument(
    t: Tracer, name: str, args: CallArguments, node: tree.Node, *, passing: bool = False
) -> None:
    given = CHANGING_FUNCTIONS.get(name)
    value = None if given is None else args.get(*given)
    if given is not None and isinstance(value, Object) and remembers(t, value):
        note_change(t, value, node, args.node(*given), passing=passing)


def _function(name: str) -> Handler:
    """A function that changes what it is given: a copy may be given other arrays to calculate with."""

    def change(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        _change_argument(t, name, args, node, passing=True)
        return UNKNOWN

    return change


def _layer(name: str, flag: str, strength: str) -> Handler:
    """A layer, as an object where calling it surely changes something."""
    keep = held(f"{name}{CALL}", name)

    def make(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        _use_keys(t, args, node)
        value = args.get(0, strength) if strength else Const(1)
        counts = isinstance(value, Const) and value.value not in (0, 0.0, None)
        told = args.keyword(flag) not in (None, NONE, Const(False)) or args.more or args.more_keywords
        if told or not counts or args.keyword("rngs") in (None, NONE):
            return keep(t, args, node)
        return made(t, name, node)

    return make


def _called(name: str, flag: str) -> Handler:
    """A call of such a layer."""

    def run(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        receiver = args.positional[0] if args.positional else UNKNOWN
        if not isinstance(receiver, Object) or instance_of(t, receiver) != name:
            return apply_row(t, f"{name}{CALL}", args, node)
        options = {key: value for key, value in args.keywords if (key, value) != (flag, Const(False))}
        if len(args.positional) == 2 and not options.keys() - {"x", "mask"} and not args.more_keywords:
            note_change(t, receiver, node, _receiver(node, CALL), evaluates=True)
        return apply_row(t, f"{name}{CALL}", args.drop(1, ()), node)

    return run


def _use_keys(t: Tracer, args: CallArguments, node: tree.Node) -> None:
    """A layer draws its parameters with the keys that it is given."""
    keys = args.keyword("rngs")
    if isinstance(keys, Object) and is_a(t, keys, USED_UP):
        note_change(t, keys, node, dict(args.keyword_nodes).get("rngs"))


def _drawing(name: str) -> Handler:
    keep = held(f"{name}{CALL}", name)

    def make(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        _use_keys(t, args, node)
        return keep(t, args, node)

    return make


@handles("flax.nnx.List")
def make_list(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """A list that modules may hold; no list of Python's."""
    made = list_of(t, args, node)
    contents = t.contents(made)
    if isinstance(made, Object) and contents is not None:
        set_contents(t, made.address, replace(contents, class_value=External("flax.nnx.List")))
    return made


def _sequence(name: str, attribute: str) -> Handler:
    """A module made of layers, which are called one after another."""

    def make(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        made_of = UNKNOWN if args.more or args.more_keywords else TupleValue(args.positional)
        module = made(t, name, node)
        contents = t.contents(module)
        if contents is not None:
            items = {attribute: Slot(made_of, EMPTY_VERSION)}
            set_contents(t, module.address, replace(contents, items=items))
        return module

    return make


def _called_in_turn(attribute: str) -> Handler:
    """A call of such a module: each layer is given what the one before it returns, several arrays one by one."""

    def run(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        contents, given = t.contents(args.positional[0]), args.drop(1, ())
        layers = None if contents is None else contents.items.get(attribute)
        if layers is None or not isinstance(layers.value, TupleValue) or given.keywords or given.more:
            hand_over(t, args.all_values())
            havoc_containers(t, args)
            return UNKNOWN
        result: Value = UNKNOWN
        for layer in layers.value.items:
            result = call(t, layer, given, node)
            match result:
                case TupleValue(items=items):
                    given = CallArguments(items)
                case Array() | PyTree():
                    given = CallArguments((result,))
                case _:
                    given = CallArguments((), more=True, more_keywords=True)
        return result

    return run


@handles("flax.nnx.data")
def mark_data(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    return args.get(0, "value") or UNKNOWN


for _class, _names in CHANGING_METHODS.items():
    HANDLERS[_class] = _maker(_class)
    HANDLERS |= {f"{_class}.{method}": _method(f"{_class}.{method}") for method in _names}
for _name in CHANGING_FUNCTIONS:
    HANDLERS.setdefault(_name, _function(_name))
for _name, _attribute in HOLDS_LAYERS.items():
    HANDLERS[_name] = _sequence(_name, _attribute)
    HANDLERS[f"{_name}{CALL}"] = _called_in_turn(_attribute)
for _name in TAKES_KEYS:
    HANDLERS[_name] = _drawing(_name)
for _name, (_flag, _strength) in CHANGING_LAYERS.items():
    HANDLERS[_name] = _layer(_name, _flag, _strength)
    HANDLERS[f"{_name}{CALL}"] = _called(_name, _flag)
