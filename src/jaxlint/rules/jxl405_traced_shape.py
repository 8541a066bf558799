"""JXL405: a shape, axis, length or flag of a JAX function is a traced value."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.program import tree
from jaxlint.rules.base import Rule
from jaxlint.rules.concrete import finding
from jaxlint.rules.immutable import quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.concretization import StaticArgument
from jaxlint.tracer.view import View


class TracedShape(Rule[StaticArgument]):
    """Shapes are part of the compiled program; they cannot depend on what it is run with."""

    code = "JXL405"
    name = "traced-shape"
    summary = "a shape, axis, length or flag is a traced value"
    watches = (StaticArgument,)
    predicts = "TypeError"

    def check(self, event: StaticArgument, view: View) -> Iterator[Finding]:
        shown = event.by.rpartition(".")[2]
        if isinstance(event.node, tree.Call):
            shown = quoted(event.node.func, event.place, view)
        lead = f"`{event.parameter}` of `{shown}` must be static"
        yield finding(
            self.code, event, view, lead, "make it static: `static_argnames`, or take it from a shape"
        )
