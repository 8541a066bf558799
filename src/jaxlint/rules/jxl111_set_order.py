"""JXL111: a loop over a set while a function is traced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jaxlint.fixes.order import in_order
from jaxlint.rules.base import Rule
from jaxlint.rules.effects import effect_finding
from jaxlint.rules.immutable import quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.view import View
from jaxlint.tracer.world import SetIteration


class SetOrder(Rule[SetIteration]):
    """The order of a set of strings is another in each process, and so is the program that is traced."""

    code = "JXL111"
    name = "set-order"
    summary = "a traced function loops over a set, whose order differs from process to process"
    watches = (SetIteration,)
    on_by_default = False

    def check(self, event: SetIteration, view: View) -> Iterator[Finding]:
        iterable = quoted(event.iterable, event.place, view)
        message = (
            f"`{iterable}` is a set: each process traces `{event.staging.function}` in an order of its own"
        )
        finding = effect_finding(self.code, event, message, f"loop over `sorted({iterable})`", view)
        yield replace(finding, fix=in_order(event, view.module(event.place)))
