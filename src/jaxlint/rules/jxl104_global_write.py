"""JXL104: a store to a `global` or `nonlocal` variable while a function is traced."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.effects import effect_finding, left_behind, once, stated, traced_notes
from jaxlint.text.findings import Finding
from jaxlint.tracer.effects import VariableWrite
from jaxlint.tracer.view import View


class GlobalWrite(Rule[VariableWrite]):
    """The variable is assigned once per trace; a tracer that is left in it is of no use afterwards."""

    code = "JXL104"
    name = "global-write"
    summary = "a traced function assigns a variable of the module or of an enclosing function"
    watches = (VariableWrite,)

    def check(self, event: VariableWrite, view: View) -> Iterator[Finding]:
        function = event.staging.function
        if event.tracer is not None:
            message = left_behind(event.name, event.staging)
            cure = f"return the value from `{function}`, and bind `{event.name}` where `{function}` is called"
        else:
            message = once(stated(event.statement, event.target, event, view), event.staging)
            cure = f"pass `{event.name}` to `{function}`, and return the new one"
        yield effect_finding(self.code, event, message, cure, view, traced_notes(event.tracer, event, view))
