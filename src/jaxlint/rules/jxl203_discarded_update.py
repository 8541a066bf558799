"""JXL203: `x.at[i].set(v)` as a statement."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.results import keep_result
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty, keep_help, outlined, quoted, thrown_away
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import DiscardedUpdate
from jaxlint.tracer.view import View


class DiscardedUpdateResult(Rule[DiscardedUpdate]):
    """An update returns the new array; as a statement it computes it and throws it away."""

    code = "JXL203"
    name = "discarded-update"
    summary = "the array that an `.at[...]` update returns is thrown away"
    watches = (DiscardedUpdate,)

    def check(self, event: DiscardedUpdate, view: View) -> Iterator[Finding]:
        base = quoted(event.holding.node, event.place, view)
        call = outlined(event.call, event.place, view)
        if event.method == "get":
            message = f"`{call}` only reads `{base}`, and what it reads is thrown away"
            cure = "bind the value to a name, or remove the statement"
        else:
            message = thrown_away(call, base, event.holding)
            cure = keep_help(base, f"{base}.at[...].{event.method}(...)", event.holding)
        fix = None if event.method == "get" else keep_result(event, event.call, view.module(event.place))
        yield Finding(
            self.code, message, view.span(event.place), help=cure, fix=fix, certainty=certainty(event)
        )
