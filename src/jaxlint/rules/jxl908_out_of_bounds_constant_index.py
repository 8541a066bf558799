"""JXL908: an index that is known to lie outside of the array."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty, quoted
from jaxlint.rules.shapes import call_notes
from jaxlint.text.findings import Finding
from jaxlint.tracer.bounds import OutOfBounds
from jaxlint.tracer.view import View


class OutOfBoundsConstantIndex(Rule[OutOfBounds]):
    """Where NumPy raises IndexError, JAX clamps the index of a read and drops an update."""

    code = "JXL908"
    name = "out-of-bounds-constant-index"
    summary = "a known index lies outside of the array: JAX reads another element, or drops the update"
    watches = (OutOfBounds,)

    def check(self, event: OutOfBounds, view: View) -> Iterator[Finding]:
        found = event.outside
        shown = quoted(event.node, event.place, view)
        if event.update is None:
            instead = "first" if found.below else "last"
            does, outcome = "reads", f"JAX takes the {instead}"
            cure = 'ask for `.at[i].get(mode="fill")` where NaN is meant; `checkify.index_checks` finds such reads'
        else:
            does, outcome = "is at", "JAX drops the update"
            cure = 'say `mode="drop"` where nothing is to happen there'
        yield Finding(
            self.code,
            f"`{shown}` {does} index {found.number} of axis {found.axis} of size {found.size}: {outcome}",
            view.span(event.place),
            call_notes(event.frames, event, view),
            cure,
            certainty=certainty(event),
        )
