"""Reporting operands whose shapes do not fit, with the `vmap` that would mend the call where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

from jaxlint.domain.avals import Aval, Dim, Shape
from jaxlint.domain.dims import Size
from jaxlint.domain.transforms import Regime
from jaxlint.domain.values import (
    NONE,
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
from jaxlint.program.tree import ParameterKind
from jaxlint.signatures.shapes import without
from jaxlint.signatures.signature import Mismatch
from jaxlint.tracer.core import Activation, Tracer
from jaxlint.tracer.events import AnnotationMismatch, Batching, Operand, ShapeMismatch
from jaxlint.tracer.speculation import speculating

MAX_TRIALS = 24
MAX_OUTER = 6
"""Ways to batch that are tried at each of two levels."""
SEARCHED = frozenset({"contraction", "einsum"})
"""Kinds of mismatch for which a call without its `vmap` is the likely cause."""


def report_mismatch(
    t: Tracer,
    operation: str,
    mismatch: Mismatch,
    node: tree.Node,
    operands: tuple[tuple[str, tree.Expr | None, Value], ...],
) -> None:
    """Record that the operation at `node` cannot be done on these operands."""
    t.mismatches += 1
    if not t.recording or t.unsized or t.expects(mismatch.raises, "Exception"):
        return
    batching = find_batching(t) if mismatch.kind in SEARCHED else None
    if batching is not None and any(
        isinstance(event, AnnotationMismatch) and event.place == batching.place for event in t.events
    ):
        # The call has been reported by the annotations of what it calls.
        return
    t.record(
        ShapeMismatch(
            t.place(node.at),
            t.context(),
            True,
            operation,
            _counted_from_behind(mismatch, operands),
            tuple(Operand(expr, value, parameter) for parameter, expr, value in operands),
            t.call_frames(),
            batching,
        )
    )


def _counted_from_behind(
    mismatch: Mismatch, operands: tuple[tuple[str, tree.Expr | None, Value], ...]
) -> Mismatch:
    """The mismatch with axes of arrays of unknown rank as such: rules are tried first without the unknown part."""
    values = {name: value for name, _, value in operands}
    if not values.keys() >= {name for name, _, _ in mismatch.axes}:
        values = {name: value for (name, _, _), (_, _, value) in zip(mismatch.axes, operands, strict=False)}
    axes: list[tuple[str, int, Size]] = []
    for name, axis, size in mismatch.axes:
        value = values.get(name)
        shape = value.aval.variadic if isinstance(value, (Array, NumPyArray)) else None
        behind = shape is not None and axis >= len(shape.lead)
        axes.append((name, axis - shape.least_rank if shape is not None and behind else axis, size))
    return replace(mismatch, axes=tuple(axes))


def find_batching(t: Tracer) -> Batching | None:
    """The outermost call on the way here that a `vmap` over some of its arguments makes fit."""
    for activation in t.stack:
        found = batching_of(t, activation)
        if found is not None:
            return found
    return None


def batching_of(t: Tracer, activation: Activation) -> Batching | None:
    """The `vmap` of one call that makes everything in it fit."""
    call = activation.call.call
    if call is None or not call.args or any(a.stars for a in call.args):
        return None
    callee = _as_written(activation)
    return None if callee is None else _search(t, activation, callee, call)


def _as_written(activation: Activation) -> Value | None:
    """What the call as written calls, if that hands its own arguments to this function, jitted or not."""
    callee = inner = activation.callee
    while not isinstance(inner, FunctionValue):
        match inner:
            case Transformed() if inner.transform.regime in (Regime.STAGED, Regime.TRANSPARENT):
                inner = inner.function
            case BoundMethod() | PartialValue():
                inner = inner.function
            case Object() if activation.call.function.name == "__call__":
                return callee
            case _:
                return None
    return callee if inner == activation.value else None


def _given(activation: Activation, call: tree.Call) -> tuple[Value, ...] | None:
    """The arguments of the call as written, those by keyword as if they were given by position; None where
    they cannot be.
    """
    count = sum(1 for a in call.args if a.keyword is None)
    positional, keywords = activation.args.positional, dict(activation.args.keywords)
    if len(positional) < count:
        return None
    names = [p.name for p in activation.call.function.parameters if p.kind is ParameterKind.POSITIONAL]
    given = list(positional[len(positional) - count :])
    for name, argument in zip(names[len(positional) :], call.args[count:], strict=False):
        if argument.keyword != name or name not in keywords:
            return None
        given.append(keywords[name])
    return tuple(given) if len(given) == len(call.args) else None


def _search(t: Tracer, activation: Activation, callee: Value, call: tree.Call) -> Batching | None:
    given = _given(activation, call)
    if given is None:
        return None
    found = find_axes(t, callee, given, call)
    name = activation.call.function.name
    if found is not None:
        return Batching(activation.call.place, call, name, (found[0],), found[1])
    for outer in _candidates(t, given, MAX_OUTER):
        inside = tuple(_inside(t, v, axis, call) for v, axis in zip(given, outer, strict=True))
        for inner in _candidates(t, inside, MAX_OUTER):
            result = _try(t, callee, given, (inner, outer), call)
            if result is not None:
                return Batching(activation.call.place, call, name, (inner, outer), shape_of(result))
    return None


def _inside(t: Tracer, value: Value, axis: int | None, call: tree.Call) -> Value:
    """The argument as the function sees it that is mapped along one axis."""
    from jaxlint.tracer.trees import map_leaves

    if axis is None:
        return value

    def strip(aval: Aval) -> Aval:
        shape = aval.shape
        return aval if shape is None or axis >= len(shape) else aval.with_shape(without(shape, (axis,)))

    with speculating(t):
        return map_leaves(t, value, strip, call) if isinstance(value, (Array, NumPyArray)) else value


def find_axes(
    t: Tracer, callee: Value, given: tuple[Value, ...], call: tree.Call
) -> tuple[tuple[int | None, ...], str] | None:
    """The `in_axes` with which a call of the mapped function fits, and the shape of what it returns."""
    for in_axes in _candidates(t, given, MAX_TRIALS):
        result = _try(t, callee, given, (in_axes,), call)
        if result is not None:
            return in_axes, shape_of(result)
    return None


def _candidates(t: Tracer, given: tuple[Value, ...], most: int) -> Iterator[tuple[int | None, ...]]:
    """Ways to batch: first all arguments that share a leading size, then one alone, then along another axis,
    then two along axes of the same size.
    """
    leading = [_leading_size(t, value) for value in given]
    shapes = [v.aval.shape or () if isinstance(v, (Array, NumPyArray)) else () for v in given]
    tried: set[tuple[int | None, ...]] = set()

    def fresh(in_axes: tuple[int | None, ...]) -> bool:
        if in_axes in tried or len(tried) >= most:
            return False
        # Products with a scalar always fit: a batch of nothing but scalars is not what was meant.
        if not any(a is not None and len(shapes[i]) != 1 for i, a in enumerate(in_axes)):
            return False
        tried.add(in_axes)
        return True

    sizes = list(dict.fromkeys(size for size in reversed(leading) if size is not None))
    positions = range(len(given))
    for size in sizes:
        shared = [i for i in positions if leading[i] == size]
        for count in range(len(shared), 0, -1):
            for chosen in sorted(combinations(shared, count), reverse=True):
                in_axes = tuple(0 if i in chosen else None for i in positions)
                if fresh(in_axes):
                    yield in_axes
    for i in reversed(positions):
        for axis in range(1, len(shapes[i])):
            in_axes = tuple(axis if j == i else None for j in positions)
            if fresh(in_axes):
                yield in_axes
    for i, j in combinations(positions, 2):
        for a, b in product(range(len(shapes[i])), range(len(shapes[j]))):
            size_ = shapes[i][a]
            in_axes = tuple({i: a, j: b}.get(k) for k in positions)
            if size_ is not None and size_ == shapes[j][b] and fresh(in_axes):
                yield in_axes


def _leading_size(t: Tracer, value: Value) -> Dim:
    match value:
        case Array(aval=aval) | NumPyArray(aval=aval):
            return aval.shape[0] if aval.shape else None
        case Object() | TupleValue():
            from jaxlint.tracer.trees import leaf_avals

            sizes = {a.shape[0] if a.shape else None for a in leaf_avals(t, value)}
            return sizes.pop() if len(sizes) == 1 else None
    return None


def _try(
    t: Tracer,
    callee: Value,
    given: tuple[Value, ...],
    levels: tuple[tuple[int | None, ...], ...],
    call: tree.Call,
) -> Value | None:
    """What the call returns under these `vmap`s, innermost first, if everything in it then fits."""
    from jaxlint.signatures.transforms import transform_row
    from jaxlint.tracer.arguments import CallArguments
    from jaxlint.tracer.calls import call as run
    from jaxlint.tracer.transformations import apply_transform

    row = transform_row("jax.vmap")
    assert row is not None
    with speculating(t):
        before = t.mismatches
        mapped = callee
        for in_axes in levels:
            axes = TupleValue(tuple(NONE if axis is None else Const(axis) for axis in in_axes))
            mapped = apply_transform(t, row, CallArguments((mapped,), (("in_axes", axes),)), call)
        result = run(t, mapped, CallArguments(given), call)
        fits = t.mismatches == before and shape_of(result) != ""
    return result if fits else None


def shape_of(value: Value) -> str:
    """`(20, 2)`: the shape of a value, as Python writes it; of a tuple, those of its items; else nothing."""
    if isinstance(value, TupleValue) and value.items:
        inner = [shape_of(item) for item in value.items]
        return f"({', '.join(inner)})" if all(inner) else ""
    aval = value.aval if isinstance(value, (Array, NumPyArray)) else None
    if aval is None or aval.shape is None:
        return "" if aval is None or aval.variadic is None else str(aval.variadic)
    return shape_text(aval.shape)


def shape_text(shape: Shape) -> str:
    """A shape as Python writes it; `?` is a size that is not known."""
    dims = ", ".join("?" if d is None else str(d) for d in shape)
    return f"({dims},)" if len(shape) == 1 else f"({dims})"
