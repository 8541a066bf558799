"""Reporting operands whose shapes do not fit, with the `vmap` that would mend the call where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from jaxlint.domain.avals import Shape
from jaxlint.domain.values import (
    NONE,
    Array,
    BoundMethod,
    Const,
    FunctionValue,
    NumPyArray,
    Object,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.signature import Mismatch
from jaxlint.tracer.core import Activation, Tracer
from jaxlint.tracer.events import Batching, Operand, ShapeMismatch
from jaxlint.tracer.speculation import speculating

MAX_TRIALS = 24
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
    if not t.recording or t.expects(mismatch.raises, "Exception"):
        return
    batching = find_batching(t) if mismatch.kind in SEARCHED else None
    t.record(
        ShapeMismatch(
            t.place(node.at),
            t.context(),
            True,
            operation,
            mismatch,
            tuple(Operand(expr, value, parameter) for parameter, expr, value in operands),
            t.call_frames(),
            batching,
        )
    )


def find_batching(t: Tracer) -> Batching | None:
    """The outermost call on the way here that a `vmap` over some of its arguments makes fit."""
    for activation in t.stack:
        call = activation.call.call
        if call is None or not _calls_directly(activation):
            continue
        if any(a.stars or a.keyword for a in call.args) or not call.args:
            continue
        found = _search(t, activation, call)
        if found is not None:
            return found
    return None


def _calls_directly(activation: Activation) -> bool:
    """Whether the call as written calls this function, jitted or not, and hands it its own arguments."""
    callee = activation.callee
    while isinstance(callee, Transformed | BoundMethod):
        if isinstance(callee, Transformed) and callee.transform.regime.value not in ("staged", "transparent"):
            return False
        callee = callee.function
    return isinstance(callee, FunctionValue) and callee == activation.value


def _search(t: Tracer, activation: Activation, call: tree.Call) -> Batching | None:
    count = len(call.args)
    if len(activation.args.positional) < count or activation.args.keywords:
        return None
    bound = activation.args.positional[: len(activation.args.positional) - count]
    given = activation.args.positional[len(bound) :]
    for in_axes in _candidates(t, given):
        result = _try(t, activation.value, bound, given, in_axes, call)
        if result is not None:
            name = activation.call.function.name
            return Batching(activation.call.place, call, name, in_axes, shape_of(result))
    return None


def _candidates(t: Tracer, given: tuple[Value, ...]) -> Iterator[tuple[int | None, ...]]:
    """Ways to batch: first all arguments that share a leading size, then one alone, then along another axis."""
    leading = [_leading_size(t, value) for value in given]
    tried: set[tuple[int | None, ...]] = set()

    def fresh(in_axes: tuple[int | None, ...]) -> bool:
        if in_axes in tried or len(tried) >= MAX_TRIALS or all(a is None for a in in_axes):
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
        value = given[i]
        shape = value.aval.shape if isinstance(value, Array | NumPyArray) else None
        for axis in range(1, len(shape or ())):
            in_axes = tuple(axis if j == i else None for j in positions)
            if fresh(in_axes):
                yield in_axes


def _leading_size(t: Tracer, value: Value) -> int | None:
    match value:
        case Array(aval=aval) | NumPyArray(aval=aval):
            return aval.shape[0] if aval.shape and isinstance(aval.shape[0], int) else None
        case Object() | TupleValue():
            from jaxlint.tracer.trees import leaf_avals

            sizes = {a.shape[0] if a.shape else None for a in leaf_avals(t, value)}
            one = sizes.pop() if len(sizes) == 1 else None
            return one if isinstance(one, int) else None
    return None


def _try(
    t: Tracer,
    function: FunctionValue,
    bound: tuple[Value, ...],
    given: tuple[Value, ...],
    in_axes: tuple[int | None, ...],
    call: tree.Call,
) -> Value | None:
    """What the call returns under this `vmap`, if everything in it then fits."""
    from jaxlint.signatures.transforms import transform_row
    from jaxlint.tracer.arguments import CallArguments
    from jaxlint.tracer.calls import call as run
    from jaxlint.tracer.transformations import apply_transform

    row = transform_row("jax.vmap")
    assert row is not None
    axes = TupleValue(
        tuple(NONE if axis is None else Const(axis) for axis in (*(None for _ in bound), *in_axes))
    )
    with speculating(t):
        before = t.mismatches
        mapped = apply_transform(t, row, CallArguments((function,), (("in_axes", axes),)), call)
        result = run(t, mapped, CallArguments((*bound, *given)), call)
        fits = t.mismatches == before and shape_of(result) != ""
    return result if fits else None


def shape_of(value: Value) -> str:
    """`(20, 2)`: the shape of a value, as Python writes it; of a tuple, those of its items; else nothing."""
    if isinstance(value, TupleValue) and value.items:
        inner = [shape_of(item) for item in value.items]
        return f"({', '.join(inner)})" if all(inner) else ""
    aval = value.aval if isinstance(value, Array | NumPyArray) else None
    return "" if aval is None or aval.shape is None else shape_text(aval.shape)


def shape_text(shape: Shape) -> str:
    """A shape as Python writes it; `?` is a size that is not known."""
    dims = ", ".join("?" if d is None else str(d) for d in shape)
    return f"({dims},)" if len(shape) == 1 else f"({dims})"
