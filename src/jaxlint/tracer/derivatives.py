"""Differentiating a function: grad, value_and_grad and the Jacobians, and what they ask of arguments and results."""

from __future__ import annotations

import enum
from dataclasses import replace

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.origins import Place
from jaxlint.domain.tangents import Tangent
from jaxlint.domain.transforms import Regime
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    ClassValue,
    Const,
    Object,
    PyTree,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.transforms import Applies, TransformRow, refuses_integers
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.callees import function_name, parameter_names
from jaxlint.tracer.classes import is_pytree
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.cut_gradients import check_cuts
from jaxlint.tracer.dynamic_loops import check_loops, floats_only, gives_tangents
from jaxlint.tracer.events import Context, Derivative
from jaxlint.tracer.iteration import unpack
from jaxlint.tracer.jit_arguments import check_arguments
from jaxlint.tracer.operators import aval_of
from jaxlint.tracer.pytrees import Role, role
from jaxlint.tracer.state import Kind
from jaxlint.tracer.tracing import Entry, returned, run_traced, traced, unchanged

EXACT = (dtypes.Kind.BOOL, dtypes.Kind.SIGNED, dtypes.Kind.UNSIGNED)
TWICE = frozenset({"jax.hessian", "equinox.filter_hessian"})
FORWARD = frozenset({"jax.jacfwd", "equinox.filter_jacfwd"})
"""What takes results of any dtype."""


class Returned(enum.Enum):
    """What a differentiated function returns in place of a scalar, or of a scalar with auxiliary data."""

    ARRAY = "array"
    PAIR = "pair"
    """Two values, and nothing said of `has_aux`."""
    TREE = "tree"
    """Another tuple, a list, a dict."""
    NOTHING = "None"
    NO_PAIR = "no pair"
    """`has_aux=True`, and not two values."""


@dataclass(frozen=True, slots=True)
class NonScalarOutput(Derivative):
    """The function returns no scalar: TypeError."""

    returned: Returned
    shape: Shape | None


@dataclass(frozen=True, slots=True)
class UnpassedArgument(Derivative):
    """The call passes fewer positional arguments than `argnums` names: TypeError."""

    argnum: int
    passed: int
    keyword: str | None
    """The keyword under which the argument is passed."""


@dataclass(frozen=True, slots=True)
class IntegerDerivative(Derivative):
    """An argument to differentiate by, or the result, is an integer or a truth value: TypeError."""

    dtype: str
    argument: tree.Expr | None
    """None: the result."""
    leaf: str
    """Which part of it: `["step"]`; empty where it is a number or an array itself."""


def call_derivative(
    t: Tracer,
    value: Transformed,
    row: TransformRow,
    options: dict[str, Value],
    args: CallArguments,
    node: tree.Node,
) -> Value:
    argnums = options.get("argnums", Const(0))
    several = None if isinstance(argnums, Const) else unpack(t, argnums)
    items = [argnums] if several is None else several
    numbers = [_position(args, i.value) for i in items if isinstance(i, Const) and isinstance(i.value, int)]
    wanted = {number for number in numbers if number is not None}
    known = len(wanted) == len(items)
    if known:
        check_arguments(t, value, row, args, node, lambda position, name: position not in wanted)

    region = None
    tangents = gives_tangents(row, options)

    def give(v: Value, position: int, name: str, entry: Entry) -> Value:
        nonlocal region
        if not known:
            return UNKNOWN
        if tangents:
            region = entry.frame
            entry = replace(entry, tangent=Tangent(region), floats_only=floats_only(row))
        return traced(t, v, entry, row.arrays_only) if position in wanted else v

    result = run_traced(t, value.function, value.transform, args, node, give)
    if known:
        _check(t, value, row, options, args, node, result)
        differentiated = without_aux(options, result)
        if region is not None and differentiated is not None:
            check_loops(t, row, region, differentiated)
            check_cuts(t, region, differentiated, value.transform, value.function, node)
    if not known:
        return UNKNOWN
    if row.applies is Applies.JACOBIAN:
        twice = row.name in TWICE
        parts = [_jacobian(t, row, result, _argument(args, item), node, args) for item in items]
        return parts[0] if several is None else TupleValue(tuple(parts)) if not twice else UNKNOWN
    gradients = [returned(t, _argument(args, item), node, unchanged, args.positional) for item in items]
    gradient: Value = gradients[0] if several is None else TupleValue(tuple(gradients))
    output = returned(t, result, node, unchanged, args.positional, region=Regime.DIFFERENTIATED)
    aux = options.get("has_aux", Const(False))
    if row.applies is Applies.VALUE_AND_GRAD:
        return TupleValue((output, gradient))
    if aux == Const(True):
        second = output.items[1] if isinstance(output, TupleValue) and len(output.items) == 2 else UNKNOWN
        return TupleValue((gradient, second))
    return gradient if aux == Const(False) else UNKNOWN


def without_aux(options: dict[str, Value], result: Value) -> Value | None:
    """What is differentiated of the result, where that is known."""
    aux = options.get("has_aux", Const(False))
    if aux == Const(True):
        return result.items[0] if isinstance(result, TupleValue) and len(result.items) == 2 else None
    return result if aux == Const(False) else None


def _argument(args: CallArguments, argnum: Value) -> Value:
    position = argnum.value if isinstance(argnum, Const) and isinstance(argnum.value, int) else 0
    return args.positional[position] if -len(args.positional) <= position < len(args.positional) else UNKNOWN


def _position(args: CallArguments, number: int) -> int | None:
    """The position that a number means, negative ones counted from the last argument that is passed by position."""
    if number >= 0:
        return number
    passed = len(args.positional)
    return None if args.more or number < -passed else number + passed


def _jacobian(
    t: Tracer, row: TransformRow, result: Value, argument: Value, node: tree.Node, args: CallArguments
) -> Value:
    """The derivatives of every element of the result by every element of the argument, or by every two of them: of
    the result's dtype going forward, else of the argument's (JAX 0.10, 0.12).
    """
    if isinstance(result, (TupleValue, Object)) or isinstance(argument, (TupleValue, Object)):
        return UNKNOWN
    out, by = aval_of(result), aval_of(argument)
    aval = Aval()
    if out is not None and by is not None and out.shape is not None and by.shape is not None:
        dtype = out.dtype if row.name in FORWARD else by.dtype
        twice = by.shape if row.name in TWICE else ()
        aval = Aval(
            (*out.shape, *by.shape, *twice), dtype if dtypes.kind_of(dtype) in dtypes.INEXACT else None
        )
    return t.made_array(aval, t.place(node.at), "a derivative", *args.positional)


# What JAX refuses (JAX 0.10, 0.12)


def _check(
    t: Tracer,
    value: Transformed,
    row: TransformRow,
    options: dict[str, Value],
    args: CallArguments,
    node: tree.Node,
    result: Value,
) -> None:
    """Record what is wrong with a call of a derivative; only the first fault, which is the one that JAX raises."""
    if not t.recording or t.expects("TypeError", "Exception"):
        return
    call = node if isinstance(node, tree.Call) else None
    applied = value.transform.applied_at
    place = applied if call is None else t.place(call.at)
    context = t.context()
    certain = not t.doubt
    name = function_name(t, value.function)
    head = (place, context, certain, row.shown, name, applied)
    argnums = _argnums(t, options)
    if call is not None and not args.more:
        for number in argnums:
            if number >= len(args.positional) and not args.more_keywords:
                keyword = _passed_as(t, value, number, args)
                t.record(UnpassedArgument(*head, number, len(args.positional), keyword))
                return
    if refuses_integers(row.name) and options.get("allow_int", Const(False)) == Const(False) and call:
        for number in argnums:
            if not -len(args.positional) <= number < len(args.positional):
                continue
            found = _exact_leaf(t, args.positional[number])
            if found is not None:
                shown = args.node(number, "")
                at = place if shown is None or call is None else t.place(shown.at)
                t.record(IntegerDerivative(at, *head[1:], found[1], shown or call, found[0]))
                return
    _check_output(t, row, options, head, result)


def _check_output(
    t: Tracer,
    row: TransformRow,
    options: dict[str, Value],
    head: tuple[Place, Context, bool, str, str, Place],
    result: Value,
) -> None:
    """The result of the function must be a real scalar; with `has_aux`, a pair that begins with one."""
    aux = options.get("has_aux", Const(False))
    if aux == Const(True):
        items = _items(t, result)
        if items is not None and len(items) != 2:
            t.record(NonScalarOutput(*head, Returned.NO_PAIR, None))
        elif items is None and _shape_of(result) is not None:
            t.record(NonScalarOutput(*head, Returned.NO_PAIR, _shape_of(result)))
        if items is None or len(items) != 2:
            return
        result = items[0]
    elif aux != Const(False):
        return
    scalar = row.applies is not Applies.JACOBIAN
    items = _items(t, result)
    if scalar and items is not None:
        kind = Returned.PAIR if isinstance(result, TupleValue) and len(items) == 2 else Returned.TREE
        if aux == Const(True):
            kind = Returned.TREE
        t.record(NonScalarOutput(*head, kind, None))
    elif scalar and _is_container(t, result):
        t.record(NonScalarOutput(*head, Returned.TREE, None))
    elif scalar and result == NONE:
        t.record(NonScalarOutput(*head, Returned.NOTHING, None))
    elif scalar and _shape_of(result):
        t.record(NonScalarOutput(*head, Returned.ARRAY, _shape_of(result)))
    elif row.name not in FORWARD and options.get("holomorphic", Const(False)) == Const(False):
        found = _exact_leaf(t, result)
        if found is not None:
            t.record(IntegerDerivative(*head, found[1], None, found[0]))


def _argnums(t: Tracer, options: dict[str, Value]) -> list[int]:
    given = options.get("argnums", Const(0))
    several = None if isinstance(given, Const) else unpack(t, given)
    return [
        item.value
        for item in ([given] if several is None else several)
        if isinstance(item, Const) and type(item.value) is int
    ]


def _passed_as(t: Tracer, value: Transformed, number: int, args: CallArguments) -> str | None:
    """The keyword by which the argument of this number is passed, if it is."""
    names = parameter_names(t, value.function)
    if number >= len(names):
        return None
    return names[number] if args.keyword(names[number]) is not None else None


def _items(t: Tracer, value: Value) -> list[Value] | None:
    """The parts of a value that is surely a tuple, list, dict or an instance that JAX takes apart."""
    match value:
        case TupleValue(items=items):
            return list(items)
        case Object():
            contents = t.contents(value)
            if contents is None or not contents.complete:
                return None
            owner = contents.class_value
            is_tree = isinstance(owner, ClassValue) and is_pytree(t, owner) is True
            if contents.kind in (Kind.LIST, Kind.DICT) or (contents.kind is Kind.INSTANCE and is_tree):
                return [slot.value for slot in contents.items.values()]
    return None


def _is_container(t: Tracer, value: Value) -> bool:
    """Whether a value is a list or a dict, of whatever length."""
    contents = t.contents(value)
    return contents is not None and contents.kind in (Kind.LIST, Kind.DICT)


def _shape_of(value: Value) -> Shape | None:
    """The shape of what is surely an array or a number."""
    aval = None if isinstance(value, PyTree) else aval_of(value)
    return None if aval is None else aval.shape


def _exact_leaf(t: Tracer, value: Value, label: str = "") -> tuple[str, str] | None:
    """The first leaf that is an integer or a truth value, by its place in the tree, and its dtype."""
    match value:
        case TupleValue(items=items, fields=fields):
            labels = [f".{name}" for name in fields] or [f"[{at}]" for at in range(len(items))]
            parts = list(zip(labels, items, strict=False))
        case Object():
            contents = t.contents(value)
            if contents is None or contents.shared:
                return None
            owner = contents.class_value if contents.kind is Kind.INSTANCE else None
            if isinstance(owner, ClassValue):
                leaves = is_pytree(t, owner) is True
                parts = [
                    (f".{key}", slot.value)
                    for key, slot in contents.items.items()
                    if leaves and role(t, owner, str(key)) is Role.LEAVES
                ]
            elif contents.kind in (Kind.LIST, Kind.DICT):
                parts = [
                    (f"[{key.value!r}]", slot.value)
                    for key, slot in contents.items.items()
                    if isinstance(key, Const)
                ]
            else:
                return None
        case _:
            aval = None if isinstance(value, PyTree) else aval_of(value)
            if aval is None or aval.dtype is None or dtypes.kind_of(aval.dtype) not in EXACT:
                return None
            return label, aval.dtype
    for part, item in parts:
        found = _exact_leaf(t, item, label + part)
        if found is not None:
            return found
    return None
