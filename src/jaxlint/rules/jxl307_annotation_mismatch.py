"""JXL307: an array has not the shape or dtype that its annotation states."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import quoted
from jaxlint.rules.shapes import call_notes
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import AnnotationMismatch, Promise
from jaxlint.tracer.mismatch import shape_of
from jaxlint.tracer.view import View


class AnnotationContradicted(Rule[AnnotationMismatch]):
    """What jaxtyping's annotation says of a parameter, result or variable, and what surely arrives there."""

    code = "JXL307"
    name = "annotation-mismatch"
    summary = "an array has not the shape or dtype that its jaxtyping annotation states"
    watches = (AnnotationMismatch,)

    def check(self, event: AnnotationMismatch, view: View) -> Iterator[Finding]:
        if event.batching is not None:
            return
        stated = view.text(event.annotation)
        notes = call_notes(event.frames, event, view)
        if event.promise is Promise.PARAMETER:
            notes = (view.note(f"`{stated.splitlines()[0]}` is stated here", event.annotation, event.place),)
        yield Finding(self.code, _message(event, view), view.span(event.place), notes)


def _items(count: str) -> str:
    return "item" if count == "1" else "items"


def _message(event: AnnotationMismatch, view: View) -> str:
    shape = shape_of(event.value) or "an array"
    what = f"axis {event.axis} is {event.found}, not {event.stated}"
    if event.of_dtype:
        what = f"its dtype is {event.found}, not {event.stated}"
    elif event.of_length:
        return f"`{event.name}` returns {event.found} {_items(event.found)}, but states {event.stated}"
    elif event.axis is None:
        what = f"{event.found} {'axis' if event.found == '1' else 'axes'}, not {event.stated}"
    match event.promise:
        case Promise.PARAMETER:
            given = (
                f"`{quoted(event.node, event.place, view)}` {shape_of(event.value)}".rstrip()
                if event.node
                else f"an array {shape_of(event.value)}".rstrip()
            )
            return f"{given} is not what `{event.name}` of `{event.function}` states: {what}"
        case Promise.RESULT:
            return f"`{event.name}` returns {shape}, which is not what it states: {what}"
        case Promise.VARIABLE:
            return f"`{event.name}` is given {shape}, which is not what it states: {what}"
