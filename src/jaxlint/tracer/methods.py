"""Methods of values that libraries own: arrays, `x.at[i]`, containers, strings, transformed functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from jaxlint.domain.avals import Aval
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Array,
    AtIndexer,
    ClassValue,
    Const,
    External,
    ExternalMethod,
    Host,
    IteratorValue,
    NumPyArray,
    Object,
    PartialValue,
    PyTree,
    RefValue,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures import indexing
from jaxlint.signatures.any_rank import of_operands
from jaxlint.signatures.array_facts import CHANGES_SHAPE, WRITES_IN_PLACE
from jaxlint.signatures.methods import (
    MethodKind,
    array_method_kind,
    missing_replacement,
    numpy_method,
)
from jaxlint.signatures.methods import (
    method as array_method,
)
from jaxlint.signatures.signature import Mismatch
from jaxlint.signatures.table import lookup
from jaxlint.signatures.updates import UPDATE_METHODS
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.bounds import check_update
from jaxlint.tracer.cached import clear_traces
from jaxlint.tracer.calls import call
from jaxlint.tracer.classes import class_attribute
from jaxlint.tracer.containers import container_method, havoc
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.custom_rules import define_rule
from jaxlint.tracer.cuts import differentiated, parts
from jaxlint.tracer.events import MissingMethod
from jaxlint.tracer.generators import next_given
from jaxlint.tracer.holding import holding
from jaxlint.tracer.items import record_readonly, touch
from jaxlint.tracer.iteration import element_of
from jaxlint.tracer.library import apply_signature
from jaxlint.tracer.mismatch import report_mismatch
from jaxlint.tracer.needs import check_template
from jaxlint.tracer.operators import as_leaf, aval_of
from jaxlint.tracer.state import Contents, Kind, Slot
from jaxlint.tracer.structs import structs_of
from jaxlint.tracer.trace_levels import hand_over
from jaxlint.tracer.versions import EMPTY_VERSION
from jaxlint.tracer.world import as_text, note_method


def call_library_method(t: Tracer, method: ExternalMethod, args: CallArguments, node: tree.Node) -> Value:
    """`receiver.name(*args)`."""
    receiver, name = method.receiver, method.name
    if t.regions:
        note_method(t, receiver, name, args, node)
    match receiver:
        case Array():
            return _array_method(t, receiver, name, args, node)
        case NumPyArray():
            return _numpy_method(t, receiver, name, args, node)
        case AtIndexer():
            return _update(t, receiver, name, args, node)
        case Object():
            return container_method(t, receiver, name, args, node)
        case Transformed():
            return _transformed_method(t, receiver, name, args, node)
        case IteratorValue() if name == "send":
            return next_given(t, receiver) or element_of(t, receiver)
        case TupleValue():
            return _tuple_method(t, receiver, name, args, node)
        case Host(type_name) if type_name is not None:
            signature = lookup(f"numpy.random.{type_name}.{name}")
            if signature is not None:
                return apply_signature(t, signature, args.prepend(receiver), node)
        case Const(str() as template):
            if name == "format":
                check_template(t, template, args, node)
            texts = ("format", "join", "strip", "lower", "upper", "replace")
            return as_text(t, args.all_values(), node) if name in texts else UNKNOWN
        case RefValue(aval=aval):
            return t.made_array(aval, t.place(node.at), f"`{t.text(node)}`") if name == "get" else UNKNOWN
        case PartialValue(function=External("builtins.super"), args=(ClassValue() as base, instance)):
            found = class_attribute(t, base, name, t.place(node.at), None)
            return UNKNOWN if found is None else call(t, found, args.prepend(instance), node)
    hand_over(t, args.all_values())
    havoc(t, args.all_values())
    return UNKNOWN


def _array_method(t: Tracer, receiver: Array, name: str, args: CallArguments, node: tree.Node) -> Value:
    kind = array_method_kind(name)
    if kind is MethodKind.MISSING:
        if _is_method_call(node) and not t.expects("AttributeError", "Exception"):
            assert isinstance(node.func, tree.Attribute)
            held = holding(t, node.func.value, receiver)
            place, instead = t.place(node.at), missing_replacement(name)
            t.record(MissingMethod(place, t.context(), True, held, t.running, node, name, instead))
        return UNKNOWN
    signature = array_method(name)
    if signature is None:
        return UNKNOWN
    return apply_signature(t, signature, args.prepend(receiver), node)


def _is_method_call(node: tree.Node) -> TypeGuard[tree.Call]:
    """Whether a method is called where it is read: `x.fill(0)`, not `fill(0)`."""
    return isinstance(node, tree.Call) and isinstance(node.func, tree.Attribute)


def _numpy_method(t: Tracer, receiver: NumPyArray, name: str, args: CallArguments, node: tree.Node) -> Value:
    if name in WRITES_IN_PLACE and isinstance(node, tree.Call) and isinstance(node.func, tree.Attribute):
        if receiver.readonly:
            record_readonly(t, receiver, node.func.value, t.place(node.at))
        else:
            touch(t, node.func.value, NumPyArray(Aval()) if name in CHANGES_SHAPE else None)
        return NONE
    signature = numpy_method(name)
    return UNKNOWN if signature is None else apply_signature(t, signature, args.prepend(receiver), node)


def _update(t: Tracer, receiver: AtIndexer, name: str, args: CallArguments, node: tree.Node) -> Value:
    array = as_leaf(receiver.array) if isinstance(receiver.array, PyTree) else receiver.array
    aval = array.aval
    if receiver.index is not None and name in UPDATE_METHODS:
        check_update(t, receiver, name, args, node)
        outcome = of_operands(indexing.index, aval, receiver.index)
        given = None if name == "get" or not args.positional else args.positional[0]
        stored = None if given is None else aval_of(given)
        if stored is not None and name != "apply":
            outcome = of_operands(indexing.at_update, aval, receiver.index, stored)
        if isinstance(outcome, Mismatch):
            operands: list[tuple[str, tree.Expr | None, Value]] = [("x", _updated(node), array)]
            if given is not None:
                operands.append(("values", args.node(0, "values"), given))
            shown = t.text(node.func) if isinstance(node, tree.Call) else name
            report_mismatch(t, shown, outcome, node, tuple(operands))
        if name == "get":
            aval = outcome if isinstance(outcome, Aval) else Aval(None, aval.dtype)
    involved = (array, *args.all_values(), *(() if receiver.index is None else (receiver.index,)))
    made = t.made_array(aval, t.place(node.at), "the result of an update", *parts(involved))
    return differentiated(t, made, involved, node)


def _updated(node: tree.Node) -> tree.Expr | None:
    """`x` of `x.at[i].set(v)`."""
    match node:
        case tree.Call(
            func=tree.Attribute(value=tree.Subscript(value=tree.Attribute(value=array, attr="at")))
        ):
            return array
    return None


def _transformed_method(
    t: Tracer, receiver: Transformed, name: str, args: CallArguments, node: tree.Node
) -> Value:
    match name:
        case "clear_cache":
            clear_traces(t, receiver)
            return NONE
        case "lower" | "trace" | "eval_shape":
            # Who looks at a program wants one, not its results.
            t.rebuilding.worth.add(receiver.transform.applied_at)
            result = call(t, receiver, args, node)
            return structs_of(t, result, node) if name == "eval_shape" else UNKNOWN
        case "defvjp" | "defjvp" | "defjvps":
            return define_rule(t, receiver, name, args, node)
    havoc(t, args.all_values())
    return UNKNOWN


def _tuple_method(t: Tracer, receiver: TupleValue, name: str, args: CallArguments, node: tree.Node) -> Value:
    if name == "_asdict" and receiver.fields:
        pairs = zip(receiver.fields, receiver.items, strict=True)
        return t.allocate(Contents(Kind.DICT, {Const(f): Slot(v, EMPTY_VERSION) for f, v in pairs}), node.at)
    if name == "_replace" and receiver.fields and not args.more_keywords:
        changed = dict(args.keywords)
        items = tuple(changed.get(f, v) for f, v in zip(receiver.fields, receiver.items, strict=True))
        return replace(receiver, items=items)
    return Host("int") if name in ("index", "count") else UNKNOWN


Tracer.callers[ExternalMethod] = call_library_method
