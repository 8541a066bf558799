"""What the rules about shapes have in common: operands with their shapes, and the calls by which they came."""

from __future__ import annotations

from jaxlint.domain.avals import Shape
from jaxlint.domain.values import Array, NumPyArray
from jaxlint.fixes.batching import option_text
from jaxlint.rules.immutable import quoted
from jaxlint.text.findings import Note
from jaxlint.tracer.events import Batching, CallFrame, Event, Operand, ShapeMismatch
from jaxlint.tracer.mismatch import shape_of
from jaxlint.tracer.view import View

MOST_CALLS = 3
"""Calls of a chain that are shown."""


def name_of(operand: Operand, event: Event, view: View) -> str:
    """The operand as written, or the parameter that takes it."""
    return operand.parameter if operand.node is None else quoted(operand.node, event.place, view)


def shown(operand: Operand, event: Event, view: View) -> str:
    """`w` (20, 2); nothing where the shape is not known."""
    shape = shape_of(operand.value)
    return f"`{name_of(operand, event, view)}` {shape}" if shape else ""


def at_fault(event: ShapeMismatch) -> tuple[Operand, ...]:
    """The operands that disagree, in the order of the mismatch; all of them where it does not name them."""
    by_name = {operand.parameter: operand for operand in event.operands}
    named = tuple(by_name[name] for name, _, _ in event.mismatch.axes if name in by_name)
    return named if len(named) == 2 else event.operands


def known_shape(operand: Operand) -> Shape | None:
    """The shape of an array; None where it is none or not known."""
    return operand.value.aval.shape if isinstance(operand.value, (Array, NumPyArray)) else None


def batching_help(batching: Batching, event: Event, view: View) -> str:
    """Which arguments are batches, along which axes, the `vmap`, and the shape of what it gives."""
    function = mapped = quoted(batching.call.func, batching.place, view)
    for level in batching.levels:
        mapped = f"vmap({mapped}{option_text(level)})"
    batches = [
        f"axis {axis} of `{quoted(argument.value, batching.place, view)}`"
        for argument, axis in zip(batching.call.args, batching.levels[-1], strict=True)
        if axis is not None
    ]
    lead = f"`{function}` is written for one sample"
    return f"{lead}: map it over {' and '.join(batches)}, `{mapped}` gives {batching.result}"


def call_notes(frames: tuple[CallFrame, ...], event: Event, view: View) -> tuple[Note, ...]:
    """The calls by which arrays of known shapes came, innermost last."""
    notes = []
    for frame in frames:
        if frame.call is None:
            continue
        shapes = ", ".join(
            f"`{name}` {shape}" for name, value in frame.arguments if (shape := shape_of(value))
        )
        if shapes:
            notes.append(
                view.note(f"`{frame.function.name}` is called with {shapes}", frame.place, event.place)
            )
    return tuple(notes[-MOST_CALLS:])
