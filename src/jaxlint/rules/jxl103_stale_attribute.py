"""JXL103: a cached trace keeps the value of an attribute."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.stale import stale_finding
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import StaleKind, StaleRead
from jaxlint.tracer.view import View


class StaleAttribute(Rule[StaleRead]):
    """A read of an attribute, of an object that JAX hashes by identity, that is assigned after the trace."""

    code = "JXL103"
    name = "stale-attribute"
    summary = "a traced function reads an attribute that is assigned later, and keeps the old value"
    watches = (StaleRead,)

    def check(self, event: StaleRead, view: View) -> Iterator[Finding]:
        if event.kind is StaleKind.ATTRIBUTE:
            yield stale_finding(self.code, event, view, "the assignment", "assigned here")
