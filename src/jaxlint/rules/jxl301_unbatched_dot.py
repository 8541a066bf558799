"""JXL301: a product whose contracted sizes differ, often of a function for one sample called on a batch."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.batching import wrap_in_vmap
from jaxlint.program.render import render
from jaxlint.rules.base import Rule
from jaxlint.text.findings import Finding, Note
from jaxlint.tracer.events import Operand, ShapeMismatch
from jaxlint.tracer.mismatch import shape_of
from jaxlint.tracer.view import View


class UnbatchedDot(Rule[ShapeMismatch]):
    """A `dot`, `matmul`, `@`, `einsum` or other product whose operands' known shapes do not contract."""

    code = "JXL301"
    name = "unbatched-dot"
    summary = "a product whose operands do not contract, often of a function for one sample called on a batch"
    watches = (ShapeMismatch,)
    predicts = "TypeError"

    def check(self, event: ShapeMismatch, view: View) -> Iterator[Finding]:
        if event.mismatch.kind not in ("contraction", "einsum"):
            return
        yield Finding(
            self.code,
            f"`{event.operation}` cannot contract {_operands(event)}: {_reason(event)}",
            view.span(event.place),
            _notes(event, view),
            _help(event),
            event.mismatch.raises,
            None if event.batching is None else wrap_in_vmap(event.batching, view, event.place),
        )


def _operands(event: ShapeMismatch) -> str:
    """`w` (20, 2) with `x` (5, 2)."""
    shown = [text for operand in event.operands if (text := _shown(operand))]
    return " with ".join(shown[:2]) if shown else "these operands"


def _shown(operand: Operand) -> str:
    shape = shape_of(operand.value)
    if not shape:
        return ""
    name = operand.parameter if operand.node is None else render(operand.node)
    return f"`{name}` {shape}"


def _reason(event: ShapeMismatch) -> str:
    """Which axes disagree, in words."""
    if len(event.mismatch.axes) != 2:
        return event.mismatch.detail
    (_, left_axis, left), (_, right_axis, right) = event.mismatch.axes
    return f"axis {left_axis} has {left}, axis {right_axis} has {right}"


def _notes(event: ShapeMismatch, view: View) -> tuple[Note, ...]:
    """The calls by which the operands came, innermost last."""
    notes = []
    for frame in event.frames:
        if frame.call is None:
            continue
        shapes = ", ".join(
            f"`{name}` {shape}" for name, value in frame.arguments if (shape := shape_of(value))
        )
        if shapes:
            notes.append(
                view.note(f"`{frame.function.name}` is called with {shapes}", frame.place, event.place)
            )
    return tuple(notes[-3:])


def _help(event: ShapeMismatch) -> str | None:
    batching = event.batching
    if batching is not None:
        axes = ", ".join(str(axis) for axis in batching.in_axes)
        inner = f"({axes},)" if len(batching.in_axes) == 1 else f"({axes})"
        return (
            f"`{batching.function_name}` is written for one sample: "
            f"`vmap({batching.function_name}, in_axes={inner})` gives {batching.result}"
        )
    if len(event.mismatch.axes) == 2 and len(event.operands) >= 2:
        return _transpose(event)
    return None


def _transpose(event: ShapeMismatch) -> str | None:
    """The transpose that alone would do, or what has to agree."""
    (left_name, left_axis, left), (right_name, right_axis, right) = event.mismatch.axes
    by_name = {o.parameter: o for o in event.operands}
    first, second = by_name.get(left_name), by_name.get(right_name)
    if first is None or second is None:
        return None
    left_text = left_name if first.node is None else render(first.node)
    right_text = right_name if second.node is None else render(second.node)
    aval = getattr(second.value, "aval", None)
    if aval is not None and aval.shape is not None and len(aval.shape) == 2:
        if aval.shape[1 - right_axis % 2] == left:
            return f"contract with `{right_text}.T`"
    aval = getattr(first.value, "aval", None)
    if aval is not None and aval.shape is not None and len(aval.shape) == 2:
        if aval.shape[1 - left_axis % 2] == right:
            return f"contract `{left_text}.T` with `{right_text}`"
    return (
        f"axis {left_axis} of `{left_text}` and axis {right_axis} of `{right_text}` must have the same size"
    )
