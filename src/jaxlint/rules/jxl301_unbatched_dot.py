"""JXL301: a product whose contracted sizes differ, often of a function for one sample called on a batch."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.batching import wrap_in_vmap
from jaxlint.rules.base import Rule
from jaxlint.rules.shapes import call_notes, name_of, shown
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import ShapeMismatch
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
            f"`{event.operation}` cannot contract {_operands(event, view)}: {_reason(event)}",
            view.span(event.place),
            call_notes(event.frames, event, view),
            _help(event, view),
            event.mismatch.raises,
            None if event.batching is None else wrap_in_vmap(event.batching, view, event.place),
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
    batching = event.batching
    if batching is not None:
        axes = ", ".join(str(axis) for axis in batching.in_axes)
        inner = f"({axes},)" if len(batching.in_axes) == 1 else f"({axes})"
        return (
            f"`{batching.function_name}` is written for one sample: "
            f"`vmap({batching.function_name}, in_axes={inner})` gives {batching.result}"
        )
    if event.mismatch.kind == "contraction" and len(event.mismatch.axes) == 2:
        return _transpose(event, view)
    return None


def _transpose(event: ShapeMismatch, view: View) -> str | None:
    """The transpose that alone would do, or what has to agree."""
    (left_name, left_axis, left), (right_name, right_axis, right) = event.mismatch.axes
    by_name = {o.parameter: o for o in event.operands}
    first, second = by_name.get(left_name), by_name.get(right_name)
    if first is None or second is None:
        return None
    left_text = name_of(first, event, view)
    right_text = name_of(second, event, view)
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
