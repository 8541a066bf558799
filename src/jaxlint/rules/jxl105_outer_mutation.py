"""JXL105: a store into an object that outlives the trace, while a function is traced."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.program import tree
from jaxlint.rules.base import Rule
from jaxlint.rules.effects import effect_finding, left_behind, once, stated, traced_notes
from jaxlint.rules.immutable import quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.effects import OuterChange
from jaxlint.tracer.view import View


class OuterMutation(Rule[OuterChange]):
    """A list, dict or object from outside is changed once per trace, perhaps to hold a tracer."""

    code = "JXL105"
    name = "outer-mutation"
    summary = "a traced function changes a container or object that outlives the trace"
    watches = (OuterChange,)

    def check(self, event: OuterChange, view: View) -> Iterator[Finding]:
        if event.default is not None:
            return
        function = event.staging.function
        if event.tracer is not None:
            holder = event.base if isinstance(event.change, tree.Call) else event.change
            message = left_behind(quoted(holder, event.place, view), event.staging)
            cure = f"return the value from `{function}`, and store it where `{function}` is called"
        else:
            message = once(stated(event.statement, event.change, event, view), event.staging)
            cure = f"pass what changes to `{function}`, and return what it becomes"
        yield effect_finding(self.code, event, message, cure, view, traced_notes(event.tracer, event, view))
