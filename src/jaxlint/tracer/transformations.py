"""What applying a transformation, and calling a transformed function, does."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.domain.avals import Aval
from jaxlint.domain.keys import Key
from jaxlint.domain.tangents import Tangent
from jaxlint.domain.transforms import Regime, Transform
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Array,
    Const,
    External,
    FunctionValue,
    NumPyArray,
    PartialValue,
    RefValue,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.array_facts import AT_ONCE
from jaxlint.signatures.queries import GIVES_STRUCTS
from jaxlint.signatures.transforms import (
    Applies,
    TransformRow,
    keeps_changes,
    maps_devices,
    transform_row,
)
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.axes import bound_axes
from jaxlint.tracer.batching import Batch, call_vectorized, call_vmap
from jaxlint.tracer.branches import Given, check_callable
from jaxlint.tracer.callees import parameter_names, underlying
from jaxlint.tracer.calls import call
from jaxlint.tracer.captures import note_captures
from jaxlint.tracer.churn import note_statics
from jaxlint.tracer.concretization import Asker, ask_hash
from jaxlint.tracer.containers import havoc
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.custom_rules import call_with_rule, linear_part
from jaxlint.tracer.cut_gradients import check_cuts
from jaxlint.tracer.cuts import handed_in, handed_out, has_derivative
from jaxlint.tracer.dead import donate, note_cached, take_all
from jaxlint.tracer.derivatives import call_derivative, without_aux
from jaxlint.tracer.jit_arguments import check_arguments
from jaxlint.tracer.jit_options import check_parameters, is_static, numbers_of, statics
from jaxlint.tracer.lifted import (
    bind_functions,
    bind_module,
    call_lifted_scan,
    call_lifted_while,
    forget_numbers,
    hold_function,
)
from jaxlint.tracer.needs import check_options
from jaxlint.tracer.promotion import note_weak
from jaxlint.tracer.rebuilding import note_application, note_call
from jaxlint.tracer.refs import check_returned
from jaxlint.tracer.refused_callees import check_callee
from jaxlint.tracer.structs import given_back, structs_of
from jaxlint.tracer.structured import CONTROL
from jaxlint.tracer.trace_levels import check_taken_apart
from jaxlint.tracer.tracing import (
    Entry,
    returned,
    run_traced,
    traced,
    unchanged,
)
from jaxlint.tracer.trees import map_leaves
from jaxlint.tracer.world import note_operands

WRAPPERS = frozenset(
    {
        Applies.JIT,
        Applies.VMAP,
        Applies.GRAD,
        Applies.VALUE_AND_GRAD,
        Applies.JACOBIAN,
        Applies.CHECKPOINT,
        Applies.WRAP,
        Applies.MEMOIZE,
        Applies.MAKER,
        Applies.VECTORIZE,
        Applies.LIFTED_SCAN,
    }
)
"""Uses that return a function."""

CHECKED = frozenset({Applies.JIT, Applies.VMAP, Applies.GRAD, Applies.VALUE_AND_GRAD, Applies.JACOBIAN})
"""Uses that ask at once whether they are given a function (JAX 0.10, 0.12)."""

POSITIONAL: dict[Applies, tuple[str, ...]] = {
    Applies.VMAP: ("in_axes", "out_axes"),
    Applies.GRAD: ("argnums", "has_aux"),
    Applies.VALUE_AND_GRAD: ("argnums", "has_aux"),
    Applies.JACOBIAN: ("argnums", "has_aux"),
    Applies.WRAP: ("nondiff_argnums",),
    Applies.JIT: ("in_shardings", "out_shardings", "static_argnums", "static_argnames"),
}
"""Parameters that follow the function, where they may be passed by position."""

FUNCTION_NAMES = ("fun", "f", "fn", "target", "pyfunc", "fun_jit")


def apply_transform(t: Tracer, row: TransformRow, args: CallArguments, node: tree.Node) -> Value:
    """`jax.jit(f, ...)` and its like; `jax.jit(static_argnums=0)` waits for the function."""
    if t.regions:
        check_options(t, row.name, args, node)
    if row.applies not in WRAPPERS:
        return _call_now(t, row, args, node)
    function = args.get(0, "fun")
    for name in FUNCTION_NAMES:
        function = args.keyword(name) if function is None else function
    if function is None or (row.applies is Applies.MEMOIZE and isinstance(function, Const)):
        return PartialValue(External(row.name), (), () if isinstance(function, Const) else args.keywords)
    if function is UNKNOWN:
        return UNKNOWN
    if row.applies in CHECKED and row.name.startswith("jax.") and function != NONE:
        shown = args.node(0, "fun")
        if check_callable(t, row.shown, (Given("fun", shown, function),), node):
            return UNKNOWN
    check_callee(t, row.name, function, node)
    rest = args.drop(1, FUNCTION_NAMES)
    options = dict(zip(POSITIONAL.get(row.applies, ()), rest.positional, strict=False)) | dict(rest.keywords)
    nums, names, unknown = statics(t, options)
    if row.applies is Applies.WRAP and names:
        named = numbers_of(t, function, names)
        nums, names, unknown = nums | (named or frozenset()), frozenset(), unknown or named is None
    if check_parameters(t, row, function, options, node):
        unknown = True
    born = 0 if isinstance(function, FunctionValue) else t.new_serial()
    place, axes = t.place(node.at), bound_axes(row, options, rest)
    transform = Transform(row.shown, row.regime, place, row.cached, nums, names, born, unknown, axes)
    value = Transformed(function, transform, tuple(sorted(options.items(), key=lambda item: item[0])))
    note_application(t, row, value, args)
    found, _, _ = underlying(function)
    if found is not None:
        t.pending.pop(function, None)
        t.pending.pop(found, None)
        t.pending.add(value)
    return value


def call_transformed(t: Tracer, value: Transformed, args: CallArguments, node: tree.Node) -> Value:
    """`jax.jit(f)(*args)`."""
    args = take_all(t, value, args, node)
    row = transform_row(value.transform.name)
    t.pending.pop(value, None)
    check_taken_apart(t, value.transform.name, dict(value.options), args.all_values(), node)
    if row is None:
        havoc(t, args.all_values())
        return UNKNOWN
    if row.lifts:
        bound = bind_module(t, value, args, node)
        if not isinstance(bound, tuple):
            return bound
        value, args = bound
    options = dict(value.options)
    match row.applies:
        case Applies.WRAP:
            return call_with_rule(t, value, args, node)
        case Applies.LIFTED_SCAN:
            return call_lifted_scan(t, value, row, args, node)
        case Applies.VECTORIZE:
            return call_vectorized(t, value, row, args, node)
        case Applies.MEMOIZE:
            for given in args.all_values():
                ask_hash(t, given, node, Asker.CALL, row.name, value.transform.applied_at)
            memoized = underlying(value.function)[0]
            if memoized is not None:
                t.rebuilding.memoized.add(memoized.place)
            kept = call(t, value.function, args, node)
            note_cached(t, value, args, node, kept)
            return kept
        case Applies.VMAP:
            return call_vmap(t, value, row, options, args, node)
        case Applies.GRAD | Applies.VALUE_AND_GRAD | Applies.JACOBIAN:
            return call_derivative(t, value, row, options, args, node)
    result = _call_staged(t, value, row, args, node)
    if keeps_changes(row.name):
        forget_numbers(t, args.all_values())
    donate(t, value, options, args, node, result)
    return result


def _call_staged(
    t: Tracer, value: Transformed, row: TransformRow, args: CallArguments, node: tree.Node
) -> Value:
    """jit, checkpoint, make_jaxpr, shard_map: every argument that is not static is traced."""
    static = is_static(t, value)
    check_arguments(t, value, row, args, node, static)
    note_statics(t, value, row, args, node, static)
    note_weak(t, value, row, args, node)

    options = dict(value.options)
    axes = options.get("in_axes", Const(0))
    # Which argument an axis of Equinox's is for hangs on its type.
    mapped = Batch(t, node, row.arrays_only, args.positional, keeps_weak=False)

    is_whole = row.applies in (Applies.JIT, Applies.CHECKPOINT) and not maps_devices(row.name)

    def give(v: Value, position: int, name: str, entry: Entry) -> Value:
        if static(position, name):
            return v
        if value.transform.statics_unknown and not isinstance(v, (Array, NumPyArray)):
            return UNKNOWN
        if maps_devices(row.name) and not row.arrays_only:
            own = Const(0) if position < 0 else axes
            if isinstance(own, TupleValue):
                own = own.items[position] if position < len(own.items) else UNKNOWN
            # What is not mapped is traced as well.
            return traced(t, mapped.take(v, own, entry), entry)
        if maps_devices(row.name):
            v = map_leaves(t, v, lambda aval: Aval(None, aval.dtype, aval.weak), node, Key.each)
        if row.regime is Regime.MAPPED:
            return traced(t, map_leaves(t, v, lambda _: Aval(), node), entry)
        given = traced(t, v, entry, row.arrays_only)
        return handed_in(t, given, v) if is_whole else given

    result = run_traced(t, value.function, value.transform, args, node, give)
    note_call(t, value, node)
    note_captures(t, value, row)
    if row.applies is Applies.MAKER:
        return UNKNOWN
    if maps_devices(row.name) and not row.arrays_only:
        return mapped.put_back(result, options.get("out_axes", Const(0)))
    if maps_devices(row.name):
        return returned(t, result, node, lambda aval: Aval(None, aval.dtype), args.positional, Key.stacked)
    staged = Regime.STAGED if row.regime is Regime.STAGED else None
    back = returned(t, result, node, unchanged, args.positional, region=staged)
    return handed_out(t, back, result) if is_whole else back


def _references(t: Tracer, function: Value) -> int:
    """How many parameters of a kernel surely are references: not what `partial` has bound, nor what has a default."""
    found, shift, bound = underlying(function)
    if found is None:
        return 0
    names = parameter_names(t, function)
    given = t.functions[found.place][0].parameters[shift:]
    optional = {parameter.name for parameter in given if parameter.default is not None} | bound
    return next((at for at, name in enumerate(names) if name in optional), len(names))


def _call_now(t: Tracer, row: TransformRow, args: CallArguments, node: tree.Node) -> Value:
    """Functions that trace what they are given at once."""
    check_taken_apart(t, row.name, dict(args.keywords), args.all_values(), node)
    if row.applies in (Applies.INDEX_MAP, Applies.WHEN, Applies.LOOP):
        return hold_function(t, row, args, node)
    control = CONTROL.get(row.applies)
    axes = bound_axes(row, dict(args.keywords), CallArguments(()))
    transform = Transform(row.shown, row.regime, t.place(node.at), row.cached, axes=axes)
    if row.applies is Applies.LIFTED_WHILE:
        return call_lifted_while(t, transform, args, node)
    if row.lifts and row.applies is Applies.CALL_NOW:
        args = bind_functions(args, 1)
    function = args.get(0, "fun")
    for name in ("f", "fun", "kernel", "callback", "body_fun"):
        function = args.keyword(name) if function is None else function
    if control is not None:
        if row.regime is Regime.STAGED:
            note_operands(t, row.shown, args)
        return control(t, transform, args, node)
    if function is None:
        return UNKNOWN
    check_callee(t, row.name, function, node)
    t.pending.pop(function, None)
    rest = args.drop(1, ("f", "fun", "kernel", "callback"))

    region: int | None = None

    def give(v: Value, position: int, name: str, entry: Entry) -> Value:
        nonlocal region
        if row.applies is Applies.KERNEL:
            return RefValue()
        if row.regime is Regime.HOST:
            return UNKNOWN
        if row.name in AT_ONCE:
            region = entry.frame
            entry = replace(entry, tangent=Tangent(region))
        return traced(t, v, entry, row.arrays_only)

    match row.applies:
        case Applies.CALLBACK:
            run_traced(t, function, transform, CallArguments((), more=True), node, give)
            return given_back(t, row.name, args, node)
        case Applies.KERNEL:
            references = CallArguments(tuple(RefValue() for _ in range(_references(t, function))), more=True)
            result = run_traced(t, function, transform, references, node, give)
            if row.runs_kernels:
                check_returned(t, function, result)
            return UNKNOWN
        case Applies.CALL_NOW if row.regime is Regime.DIFFERENTIATED:
            first = args.get(1, "primals")
            if row.name.endswith("jvp"):
                primals = first.items if isinstance(first, TupleValue) else None
                inner = CallArguments(primals or (), more=primals is None)
            else:
                inner = rest
            inside = run_traced(t, function, transform, inner, node, give)
            result = returned(t, inside, node, unchanged, inner.positional, region=row.regime)
            without = without_aux(dict(args.keywords), inside)
            if region is not None and without is not None:
                check_cuts(t, region, without, transform, function, node)
            if args.keyword("has_aux") not in (None, Const(False)) or row.name.endswith("grad"):
                return UNKNOWN
            return TupleValue(
                (result, linear_part(row.name, result, inner.positional, has_derivative(inside, region)))
            )
    result = run_traced(t, function, transform, rest, node, give)
    return structs_of(t, result, node) if row.name in GIVES_STRUCTS else UNKNOWN


Tracer.callers[Transformed] = call_transformed
