"""What the rules about derivatives have in common."""

from __future__ import annotations

from jaxlint.text.findings import Note
from jaxlint.tracer.events import Derivative
from jaxlint.tracer.view import View


def applied_notes(event: Derivative, view: View) -> tuple[Note, ...]:
    """Where the transformation is applied, if that is on another line than the finding."""
    if event.applied_at.module == event.place.module:
        if view.span(event.applied_at).line == view.span(event.place).line:
            return ()
    return (view.note(f"`{event.transform}` is applied here", event.applied_at, event.place),)
