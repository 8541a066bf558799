"""JXL302: arrays whose shapes do not go together, outside of products."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.program import tree
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import MOST
from jaxlint.rules.shapes import at_fault, call_notes, known_shape, name_of, shown
from jaxlint.signatures.shapes import fits
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import ShapeMismatch
from jaxlint.tracer.view import View

NOUNS = ("axis ", "mask ", "index ")
"""How details begin that say what the call is given, not what it does."""

HELP = {
    "reshape": "the sizes of the new shape must multiply to the number of elements",
    "split": "split at positions, or by a number of parts that divides the size; `array_split` takes any number",
    "square": "the last two axes must have the same size",
}


class IncompatibleShapes(Rule[ShapeMismatch]):
    """Broadcasting, joining, splitting, reshaping, indexing, and axes that an array does not have."""

    code = "JXL302"
    name = "incompatible-shapes"
    summary = "shapes that do not go together: broadcasting, joining, reshaping, indexing, axes"
    watches = (ShapeMismatch,)
    predicts = "TypeError"

    def check(self, event: ShapeMismatch, view: View) -> Iterator[Finding]:
        if event.mismatch.kind in ("contraction", "einsum", "key"):
            return
        yield Finding(
            self.code,
            _message(event, view),
            view.span(event.place),
            call_notes(event.frames, event, view),
            _help(event, view),
            event.mismatch.raises,
        )


def _message(event: ShapeMismatch, view: View) -> str:
    operands = [text for operand in at_fault(event) if (text := shown(operand, event, view))]
    detail = event.mismatch.detail
    if event.mismatch.kind == "broadcast" and len(operands) == 2 and detail.startswith("broadcasts "):
        return f"`{event.operation}` cannot broadcast {operands[0]} with {operands[1]}"
    if event.mismatch.kind == "index" and detail[:1].isdigit():
        lead = f"`{event.operation}` has {detail}"
    elif detail.startswith(NOUNS):
        lead = f"`{event.operation}` is given {detail}"
    else:
        lead = f"`{event.operation}` {detail}"
    for count in (2, 1):
        message = f"{lead}: {', '.join(operands[:count])}"
        if operands and len(message) <= MOST:
            return message
    return lead


def _help(event: ShapeMismatch, view: View) -> str | None:
    match event.mismatch.kind:
        case "broadcast":
            return _new_axis(event, view)
        case "concatenate" if "stacks" in event.mismatch.detail:
            return "`stack` takes arrays of one shape"
        case "concatenate" if "dimensions" in event.mismatch.detail:
            return "joined arrays have the same number of dimensions: add one with `x[None]`"
        case "concatenate":
            return "only the axis along which arrays are joined may differ in size"
        case kind:
            return HELP.get(kind)


def _new_axis(event: ShapeMismatch, view: View) -> str | None:
    """The new axis with which the operand of fewer dimensions would line up with the first ones of the other."""
    operands = at_fault(event)
    if len(operands) != 2 or not event.mismatch.detail.startswith("broadcasts"):
        return None
    shapes = [known_shape(operand) for operand in operands]
    for (operand, shape), other in zip(zip(operands, shapes, strict=True), reversed(shapes), strict=True):
        if shape and other is not None and len(shape) < len(other):
            missing = len(other) - len(shape)
            plain = isinstance(operand.node, (tree.Name, tree.Attribute, tree.Subscript))
            if plain and fits(shape, other[: len(shape)]):
                index = ", ".join(["..."] + ["None"] * missing)
                return f"`{name_of(operand, event, view)}[{index}]` lines up with the first axes"
    return None
