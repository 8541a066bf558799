"""JXL509: an object is changed after it served as a static argument."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import StaleKind, StaleRead
from jaxlint.tracer.view import View


class MutatedStatic(Rule[StaleRead]):
    """JAX finds the trace by an object that is no longer what it was."""

    code = "JXL509"
    name = "mutated-static"
    summary = "an object that is compared by value is changed after it served as a static argument"
    watches = (StaleRead,)

    def check(self, event: StaleRead, view: View) -> Iterator[Finding]:
        if event.kind is not StaleKind.STATIC:
            return
        # The assignment is what must change; one in another file is shown in a note.
        here = [place for place in event.writes if place.module == event.place.module]
        tail = "later calls keep the old value" if event.certain else "later calls may keep the old value"
        notes = [
            view.note(f"read while `{event.transform}` traces `{event.function}`", event.place, event.place)
        ]
        if event.reuse is not None:
            notes.append(view.note("this call uses the old value", event.reuse, event.place))
        for place in here or [event.place]:
            yield Finding(
                self.code,
                f"`{event.name}` changes after its object was a static argument of `{event.function}`: {tail}",
                view.span(place),
                tuple(notes),
                help="make a new object (`dataclasses.replace`), or pass the value as an argument",
                certainty=certainty(event),
            )
