"""JXL706: a gradient through a loop whose length is not known while tracing."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty
from jaxlint.text.findings import Finding
from jaxlint.tracer.dynamic_loops import UndifferentiableLoop
from jaxlint.tracer.view import View


class DynamicLoopGradient(Rule[UndifferentiableLoop]):
    """Reverse mode keeps what each iteration has calculated, and needs to know how many there are."""

    code = "JXL706"
    name = "dynamic-loop-gradient"
    summary = "a gradient goes through a `while_loop`, or through a `fori_loop` with traced bounds"
    watches = (UndifferentiableLoop,)
    predicts = "ValueError"

    def check(self, event: UndifferentiableLoop, view: View) -> Iterator[Finding]:
        why = "its bounds are traced" if event.counts else "its length is not known while tracing"
        yield Finding(
            self.code,
            f"`{event.transform}` cannot go back through `{event.name}`: {why}",
            view.span(event.place),
            help=(
                "take bounds that are Python numbers, `lax.scan`, forward mode (`jax.jacfwd`), or write the derivative"
                " with `jax.custom_vjp`"
                if event.counts
                else "take `lax.scan` with a fixed length, forward mode (`jax.jacfwd`), or write the derivative with"
                " `jax.custom_vjp`"
            ),
            predicts=self.predicts,
            certainty=certainty(event),
        )
