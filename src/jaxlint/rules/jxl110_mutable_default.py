"""JXL110: a mutable default that a traced function changes."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.effects import effect_finding, once, stated
from jaxlint.text.findings import Finding
from jaxlint.tracer.effects import OuterChange
from jaxlint.tracer.view import View


class MutableDefault(Rule[OuterChange]):
    """A default is made once, with the function; a traced function changes it once per trace."""

    code = "JXL110"
    name = "mutable-default"
    summary = "a traced function changes the list, dict or set that is the default of a parameter"
    watches = (OuterChange,)

    def check(self, event: OuterChange, view: View) -> Iterator[Finding]:
        if event.default is None:
            return
        message = once(stated(event.statement, event.change, event, view), event.staging)
        message += f": `{event.default}` is a default"
        cure = f"pass what `{event.default}` holds to `{event.staging.function}`, and return what it becomes"
        yield effect_finding(self.code, event, message, cure, view)
