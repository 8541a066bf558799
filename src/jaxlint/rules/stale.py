"""What the rules about stale reads have in common: their words."""

from __future__ import annotations

from jaxlint.text.findings import Certainty, Finding
from jaxlint.tracer.events import StaleRead
from jaxlint.tracer.view import View


def stale_finding(code: str, event: StaleRead, view: View, change: str, label: str) -> Finding:
    """One stale read: what is read, when, and what is not seen."""
    verb = "do not see" if event.certain else "may not see"
    message = (
        f"`{event.name}` is read once, while `{event.transform}` traces `{event.function}`: "
        f"later calls {verb} {change}"
    )
    where = f"{label}, in `{event.written_in}`" if event.written_in else label
    notes = [view.note(where, place, event.place) for place in event.writes]
    if event.reuse is not None:
        notes.append(view.note("this call uses the old value", event.reuse, event.place))
    return Finding(
        code,
        message,
        view.span(event.place),
        tuple(notes),
        help=f"pass `{event.name}` to `{event.function}` as an argument",
        certainty=Certainty.CERTAIN if event.certain else Certainty.POSSIBLE,
    )
