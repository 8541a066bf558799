"""JXL112: a handler that waits for an exception which traced operations never raise."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.effects import effect_finding
from jaxlint.text.findings import Finding
from jaxlint.tracer.never_raised import IdleHandler
from jaxlint.tracer.view import View

HAPPENS = {
    "ZeroDivisionError": "a division by zero gives `inf` or `nan`",
    "IndexError": "an index out of range is moved into the array",
}


class ExceptNeverFires(Rule[IdleHandler]):
    """What Python's numbers and lists raise depends on values, and a traced function has none."""

    code = "JXL112"
    name = "except-never-fires"
    summary = "a traced function handles an exception that operations of arrays do not raise"
    watches = (IdleHandler,)
    on_by_default = False

    def check(self, event: IdleHandler, view: View) -> Iterator[Finding]:
        message = (
            f"`{event.staging.function}` never gets here: {HAPPENS[event.exception]}, and raises nothing"
        )
        guard = "choose with `jnp.where`, or check with `checkify`"
        yield effect_finding(self.code, event, message, guard, view)
