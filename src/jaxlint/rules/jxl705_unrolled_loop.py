"""JXL705: a long Python loop in a traced function, every round of which is compiled."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty
from jaxlint.text.findings import Finding
from jaxlint.tracer.unrolling import UnrolledLoop
from jaxlint.tracer.view import View


class UnrolledLoopRule(Rule[UnrolledLoop]):
    """Python runs the loop while it traces, so the program has the body as often as the loop has rounds."""

    code = "JXL705"
    name = "unrolled-loop"
    summary = "a long Python loop in a traced function, every round of which is compiled"
    watches = (UnrolledLoop,)
    on_by_default = False

    def check(self, event: UnrolledLoop, view: View) -> Iterator[Finding]:
        if event.rounds < view.unrolled_rounds:
            return
        yield Finding(
            self.code,
            f"{event.rounds} rounds of this loop, which carries `{event.carried}`, "
            f"are compiled into `{event.function}` one by one",
            view.span(event.place),
            (view.note(f"`{event.transform}` is applied here", event.applied_at, event.place),),
            help=f"`jax.lax.fori_loop` or `jax.lax.scan` compiles the body once, with `{event.carried}` as its carry",
            certainty=certainty(event),
        )
