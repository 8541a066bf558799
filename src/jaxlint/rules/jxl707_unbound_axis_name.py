"""JXL707: a collective names an axis that no transformation around it binds."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.axes import name_axis
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty, quoted
from jaxlint.text.findings import Finding, Note
from jaxlint.tracer.axes import UnboundAxis
from jaxlint.tracer.view import View


class UnboundAxisName(Rule[UnboundAxis]):
    """`lax.psum(x, "batch")` works inside of a `vmap` or `pmap` with `axis_name="batch"`, or under a mesh."""

    code = "JXL707"
    name = "unbound-axis-name"
    summary = "a collective names an axis that no transformation around it binds"
    watches = (UnboundAxis,)
    predicts = "NameError"

    def check(self, event: UnboundAxis, view: View) -> Iterator[Finding]:
        call = quoted(event.call.func, event.place, view)
        notes: tuple[Note, ...] = ()
        if event.mapped is None:
            reason, cure = (
                "nothing around it maps over a named axis",
                f'map over it: `jax.vmap(f, axis_name="{event.axis}")`',
            )
        else:
            by, place = event.mapped
            bound = " and ".join(f"`{name}`" for name in sorted(event.bound))
            reason = f"`{by}` around it binds {bound or 'no name'}"
            cure = f'name the axis: `{by}(..., axis_name="{event.axis}")`'
            notes = (view.note(f"`{by}` is applied here", place, event.place),)
        yield Finding(
            self.code,
            f"`{call}` needs an axis named `{event.axis}`, but {reason}",
            view.span(event.place),
            notes,
            cure,
            self.predicts,
            name_axis(event, view),
            certainty(event),
        )
