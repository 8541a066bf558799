"""JXL101: a cached trace keeps the value of a global or closure variable that is rebound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jaxlint.fixes.parameters import pass_as_argument
from jaxlint.rules.base import Rule
from jaxlint.rules.stale import stale_finding
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import StaleKind, StaleRead
from jaxlint.tracer.view import View


class StaleGlobal(Rule[StaleRead]):
    """A read of a module or closure variable that is rebound after the trace that read it."""

    code = "JXL101"
    name = "stale-global"
    summary = "a traced function reads a variable that is rebound later, and keeps the old value"
    watches = (StaleRead,)

    def check(self, event: StaleRead, view: View) -> Iterator[Finding]:
        if event.kind is StaleKind.GLOBAL or event.kind is StaleKind.CLOSURE:
            finding = stale_finding(self.code, event, view, "its rebinding", "rebound here")
            yield replace(finding, fix=pass_as_argument(event, view.module(event.place)))
