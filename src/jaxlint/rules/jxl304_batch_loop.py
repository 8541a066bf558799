"""JXL304: a Python loop over the rows of an array, where `vmap` does all of them at once."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.batching import map_rows
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.batch_loops import BatchLoop
from jaxlint.tracer.view import View


class BatchLoopRule(Rule[BatchLoop]):
    """Every round dispatches, or stages, the operations of its own row."""

    code = "JXL304"
    name = "batch-loop"
    summary = "a Python loop over the rows of an array, whose results are stacked"
    watches = (BatchLoop,)
    on_by_default = False

    def check(self, event: BatchLoop, view: View) -> Iterator[Finding]:
        rows, element = (quoted(node, event.place, view) for node in (event.rows, event.element))
        count = f"each of {event.size} rows" if event.size is not None else "each row"
        yield Finding(
            self.code,
            f"`{element}` runs once for {count} of `{rows}`, and the results are stacked",
            view.span(event.place),
            help="`jax.vmap` runs it once for all of them",
            fix=None if event.looped or event.counted else map_rows(event, view.module(event.place)),
        )
