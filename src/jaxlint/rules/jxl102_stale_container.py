"""JXL102: a cached trace keeps what a container held."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.stale import stale_finding
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import StaleKind, StaleRead
from jaxlint.tracer.view import View


class StaleContainer(Rule[StaleRead]):
    """A read from a list, dict or NumPy array that is changed in place after the trace that read it."""

    code = "JXL102"
    name = "stale-container"
    summary = "a traced function reads from a container that is changed later, and keeps the old contents"
    watches = (StaleRead,)

    def check(self, event: StaleRead, view: View) -> Iterator[Finding]:
        if event.kind is StaleKind.CONTAINER:
            yield stale_finding(self.code, event, view, "the change", "changed here")
