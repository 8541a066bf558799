"""JXL306: a column minus a vector is a square."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.batching import squeeze
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.outer import OuterDifference
from jaxlint.tracer.view import View


class SilentOuterBroadcast(Rule[OuterDifference]):
    """The mean of all differences between all predictions and all targets looks like a loss, and is none."""

    code = "JXL306"
    name = "silent-outer-broadcast"
    summary = "a column (n, 1) minus a vector (n,) gives all pairs of differences (n, n)"
    watches = (OuterDifference,)
    on_by_default = False

    def check(self, event: OuterDifference, view: View) -> Iterator[Finding]:
        n = event.size
        column, vector = (quoted(node, event.place, view) for node in (event.column, event.vector))
        yield Finding(
            self.code,
            f"`{column}` ({n}, 1) and `{vector}` ({n},) broadcast to ({n}, {n}), all pairs of differences",
            view.span(event.place),
            help=f"take the last axis away (`{column}.squeeze(-1)`), or write the new axis: `{vector}[None]`",
            fix=squeeze(event.column, view.module(event.place)),
        )
