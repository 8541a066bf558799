"""JXL301: a product whose contracted sizes differ, often of a function for one sample called on a batch."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.batching import transpose, wrap_in_vmap
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import quoted
from jaxlint.rules.shapes import at_fault, batching_help, call_notes, known_shape, name_of, shown
from jaxlint.text.edits import Fix
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import AnnotationMismatch, Batching, Operand, ShapeMismatch
from jaxlint.tracer.mismatch import shape_of
from jaxlint.tracer.view import View


class UnbatchedDot(Rule[ShapeMismatch | AnnotationMismatch]):
    """A `dot`, `matmul`, `@`, `einsum` or other product whose operands' known shapes do not contract."""

    code = "JXL301"
    name = "unbatched-dot"
    summary = "a product whose operands do not contract, often of a function for one sample called on a batch"
    watches = (ShapeMismatch, AnnotationMismatch)
    predicts = "TypeError"

    def check(self, event: ShapeMismatch | AnnotationMismatch, view: View) -> Iterator[Finding]:
        if isinstance(event, AnnotationMismatch):
            if event.batching is not None:
                yield _batch_for_one(self.code, event, event.batching, view)
            return
        if event.mismatch.kind not in ("contraction", "einsum"):
            return
        yield Finding(
            self.code,
            f"`{event.operation}` cannot contract {_operands(event, view)}: {_reason(event)}",
            view.span(event.place),
            call_notes(event.frames, event, view),
            _help(event, view),
            event.mismatch.raises,
            _fix(event, view),
        )


def _batch_for_one(code: str, event: AnnotationMismatch, batching: Batching, view: View) -> Finding:
    """A batch is handed to a parameter whose annotation describes one sample."""
    given = "a batch" if event.node is None else f"`{quoted(event.node, event.place, view)}`"
    axes = "1 axis" if event.stated == "1" else f"{event.stated} axes"
    if event.axis is not None:
        axes = f"{event.stated} along axis {event.axis}"
    return Finding(
        code,
        f"{given} {shape_of(event.value)} is a batch: `{event.name}` of `{event.function}` has {axes}",
        view.span(event.place),
        (view.note("this is stated", event.annotation, event.place),),
        batching_help(batching, event, view),
        fix=wrap_in_vmap(batching, view, event.place),
    )


def _operands(event: ShapeMismatch, view: View) -> str:
    """`w` (20, 2) with `x` (5, 2)."""
    known = [text for operand in event.operands if (text := shown(operand, event, view))]
    return " with ".join(known[:2]) if known else "these operands"


def _reason(event: ShapeMismatch) -> str:
    """Which axes disagree, in words."""
    if len(event.mismatch.axes) != 2:
        return event.mismatch.detail
    (_, left_axis, left), (_, right_axis, right) = event.mismatch.axes
    return f"axis {left_axis} has {left}, axis {right_axis} has {right}"


def _help(event: ShapeMismatch, view: View) -> str | None:
    if event.batching is not None:
        return batching_help(event.batching, event, view)
    if event.mismatch.kind != "contraction" or len(event.mismatch.axes) != 2:
        return None
    cures = _transposes(event)
    if cures:
        ways = [f"`{name_of(o, event, view)}.T`" for o in cures]
        return f"contract with {ways[0]}" if len(ways) == 1 else f"contract with {' or with '.join(ways)}"
    (_, left_axis, _), (_, right_axis, _) = event.mismatch.axes
    operands = at_fault(event)
    if len(operands) != 2:
        return None
    left, right = (name_of(operand, event, view) for operand in operands)
    return f"axis {left_axis} of `{left}` and axis {right_axis} of `{right}` must have the same size"


def _transposes(event: ShapeMismatch) -> list[Operand]:
    """Matrices whose transpose alone makes the product fit, the second one first."""
    operands, axes = at_fault(event), event.mismatch.axes
    if event.mismatch.kind != "contraction" or len(operands) != 2 or len(axes) != 2:
        return []
    found = []
    for here, other in ((1, 0), (0, 1)):
        shape = known_shape(operands[here])
        if shape is not None and len(shape) == 2 and shape[1 - axes[here][1]] == axes[other][2]:
            found.append(operands[here])
    return found


def _fix(event: ShapeMismatch, view: View) -> Fix | None:
    if event.batching is not None:
        return wrap_in_vmap(event.batching, view, event.place)
    cures = _transposes(event)
    if len(cures) != 1 or cures[0].node is None:
        return None
    return transpose(cures[0].node, view.module(event.place))
