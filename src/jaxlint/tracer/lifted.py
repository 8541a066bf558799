"""Transformations of modules (Flax) and of functions that wait for theirs (Pallas): brought to the forms of JAX."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.domain.avals import Aval
from jaxlint.domain.transforms import Transform
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Array,
    BoundMethod,
    ClassValue,
    Const,
    External,
    FunctionValue,
    Host,
    Object,
    PartialValue,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.transforms import Applies, TransformRow, transform_row
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.callees import parameter_names
from jaxlint.tracer.calls import call
from jaxlint.tracer.classes import class_attribute
from jaxlint.tracer.containers import havoc
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.state import Kind, Slot
from jaxlint.tracer.structured import CONTROL
from jaxlint.tracer.tracing import Entry, returned, run_traced, traced, unchanged
from jaxlint.tracer.trees import map_leaves, stack_leaves
from jaxlint.tracer.writes import set_contents

CALLABLE = FunctionValue | BoundMethod | PartialValue | Transformed
BROADCAST = External("flax.linen.broadcast")


def bind_module(
    t: Tracer, value: Transformed, args: CallArguments, node: tree.Node
) -> tuple[Transformed, CallArguments] | Value:
    """A lifted transformation about to be called, as one of a bound method; static positions count the module.

    Of a class, calling it makes an instance: what comes back is the transformed `__call__` of that.
    """
    function = value.function
    if _is_class(function):
        bound = _method_of(t, call(t, function, args, node), node)
        if bound is None or dict(value.options).get("methods", NONE) != NONE:
            return UNKNOWN
        return replace(value, function=bound, transform=_without_module(value.transform))
    if _is_bound(function):
        return value, args
    if not args.positional:
        havoc(t, args.all_values())
        return UNKNOWN
    bound = BoundMethod(function, args.positional[0])
    return replace(value, function=bound, transform=_without_module(value.transform)), args.drop(1, ())


def bind_functions(args: CallArguments, count: int) -> CallArguments:
    """`(f, module, *rest)` or `(f, g, module, *rest)` with the module bound to the functions."""
    if len(args.positional) <= count:
        return replace(args, more=True)
    functions, module = args.positional[:count], args.positional[count]
    rest = args.drop(count + 1, ())
    return rest.prepend(*(BoundMethod(function, module) for function in functions))


def _is_class(function: Value) -> bool:
    match function:
        case ClassValue():
            return True
        case Transformed(function=inner, transform=transform):
            row = transform_row(transform.name)
            return row is not None and row.lifts and _is_class(inner)
        case External(name):
            return name.rpartition(".")[2][:1].isupper()
    return False


def _is_bound(function: Value) -> bool:
    match function:
        case BoundMethod():
            return True
        case Transformed(function=inner) | PartialValue(function=inner):
            return _is_bound(inner)
    return False


def _method_of(t: Tracer, instance: Value, node: tree.Node) -> Value | None:
    """`instance.__call__`; what a lifted class made is that already."""
    if isinstance(instance, Transformed):
        return instance
    contents = t.contents(instance)
    if contents is None or not isinstance(contents.class_value, ClassValue):
        return None
    method = class_attribute(t, contents.class_value, "__call__", t.place(node.at), None)
    return BoundMethod(method, instance) if isinstance(method, (FunctionValue, Transformed)) else None


def _without_module(transform: Transform) -> Transform:
    return replace(transform, static_argnums=frozenset(n - 1 for n in transform.static_argnums if n != 0))


def call_lifted_scan(
    t: Tracer, value: Transformed, row: TransformRow, args: CallArguments, node: tree.Node
) -> Value:
    """`nn.scan(f, in_axes=...)(carry, *xs)`: a carry, then one axis for each argument; `nnx.scan` names its carry."""
    axes = dict(value.options).get("in_axes")
    names_carry = not row.lifts
    if names_carry and axes is None:
        axes = TupleValue((External("flax.nnx.Carry"), Const(0)))

    def axis_of(position: int) -> Value:
        if isinstance(axes, TupleValue):
            at = position if names_carry else position - 1
            return axes.items[at] if 0 <= at < len(axes.items) else UNKNOWN
        return Const(0) if axes is None else axes

    def give(v: Value, position: int, name: str, entry: Entry) -> Value:
        axis = axis_of(position) if position else UNKNOWN
        if position < 0 and row.lifts:
            return UNKNOWN
        if axis == BROADCAST:
            return v
        if position == 0 and not names_carry:
            return traced(t, v, entry)
        if axis == Const(0):
            return traced(t, map_leaves(t, v, Aval.row, node), entry)
        return traced(t, map_leaves(t, v, lambda a: Aval(None, a.dtype), node), entry)

    result = run_traced(t, value.function, value.transform, args, node, give)
    if names_carry or not isinstance(result, TupleValue) or len(result.items) != 2:
        return UNKNOWN
    last = returned(t, result.items[0], node, unchanged, args.positional)
    stacked = stack_leaves(t, result.items[1], None, node)
    return TupleValue((last, returned(t, stacked, node, unchanged, args.positional)))


def hold_function(t: Tracer, row: TransformRow, args: CallArguments, node: tree.Node) -> Value:
    """Pallas: `BlockSpec(shape, index_map)`, and `when(condition)` and `loop(lower, upper)` as decorators."""
    transform = Transform(row.shown, row.regime, t.place(node.at), axes=None)
    if row.applies is Applies.INDEX_MAP:
        given = args.keyword("index_map") or (args.positional[1] if len(args.positional) > 1 else NONE)
        if isinstance(given, CALLABLE):
            t.pending.pop(given, None)
            index = tuple(Array(Aval(None, "int32")) for _ in parameter_names(t, given))
            run_traced(t, given, transform, CallArguments(index), node, lambda v, _p, _n, e: traced(t, v, e))
        return UNKNOWN
    function = args.positional[-1] if args.positional else UNKNOWN
    if not isinstance(function, CALLABLE):
        return PartialValue(External(row.name), args.positional, args.keywords)
    t.pending.pop(function, None)
    inputs: tuple[Value, ...] = ()
    if row.applies is Applies.LOOP:
        carry = args.keyword("init_carry")
        inputs = (Array(Aval((), "int32")), *(() if carry is None or carry == NONE else (carry,)))
    run_traced(t, function, transform, CallArguments(inputs), node, lambda v, _p, _n, e: traced(t, v, e))
    return NONE


def forget_numbers(t: Tracer, values: list[Value]) -> None:
    """Modules that were arguments may have been changed: what they hold in numbers is not known any more."""
    for value in values:
        contents = t.contents(value)
        if isinstance(value, Object) and contents is not None and contents.kind is Kind.INSTANCE:
            items = {
                key: Slot(UNKNOWN, slot.version) if isinstance(slot.value, (Const, Host)) else slot
                for key, slot in contents.items.items()
            }
            set_contents(t, value.address, replace(contents, items=items))
            forget_numbers(t, [slot.value for slot in items.values() if isinstance(slot.value, Object)])


def call_lifted_while(t: Tracer, transform: Transform, args: CallArguments, node: tree.Node) -> Value:
    """`nn.while_loop(cond_fn, body_fn, module, init)`."""
    return CONTROL[Applies.WHILE](t, transform, bind_functions(args, 2), node)
