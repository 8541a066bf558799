"""JXL803: a `where` that guards a value, and lets its gradient become NaN."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.singular import double_where
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty, quoted, with_tail
from jaxlint.text.findings import Finding
from jaxlint.tracer.singular import GuardedSingularity
from jaxlint.tracer.view import View


class NanGradient(Rule[GuardedSingularity]):
    """Both arms of `where` are differentiated, and zero times infinity is NaN."""

    code = "JXL803"
    name = "nan-gradient"
    summary = "a `where` keeps a value finite, and its gradient is NaN where the guard holds"
    watches = (GuardedSingularity,)

    def check(self, event: GuardedSingularity, view: View) -> Iterator[Finding]:
        operation, condition, operand = (
            quoted(node, event.place, view) for node in (event.operation, event.condition, event.operand)
        )
        holds = "false" if event.chosen else "true"
        message = f"the gradient of `{operation}` is NaN where `{condition}` is {holds}"
        message = with_tail(message, ": `where` differentiates both arms")
        where = quoted(event.select.func, event.place, view)
        arms = f"{operand}, {event.safe}" if event.chosen else f"{event.safe}, {operand}"
        notes = [view.note("chosen here", event.place._replace(at=event.select.at), event.place)]
        if event.inside:
            notes = []
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            tuple(notes),
            help=f"guard the operand as well: `{where}({condition}, {arms})`",
            fix=double_where(event, view.module(event.place)),
            certainty=certainty(event),
        )
