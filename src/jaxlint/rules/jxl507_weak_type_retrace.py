"""JXL507: a loop hands a jitted function a Python number first, and arrays from then on."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.values import Const
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty, quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.promotion import WeakFirst
from jaxlint.tracer.view import View


class WeakTypeRetrace(Rule[WeakFirst]):
    """The dtype of a number is weak, that of the result is not: JAX has two signatures, and compiles twice."""

    code = "JXL507"
    name = "weak-type-retrace"
    summary = "a loop hands a jitted function a Python number first and arrays then, which compiles it twice"
    watches = (WeakFirst,)
    on_by_default = False

    def check(self, event: WeakFirst, view: View) -> Iterator[Finding]:
        first = f"the number {event.first.value}" if isinstance(event.first, Const) else "weakly typed"
        given = f"{quoted(event.node, event.place, view)}{event.part}"
        dtype = event.then.aval.dtype or "the dtype of the result"
        yield Finding(
            self.code,
            f"`{given}` is {first} first and an array then: `{event.function}` compiles twice",
            view.span(event.place),
            (view.note("the loop", event.loop, event.place),),
            help=f"start with an array: `jnp.zeros((), {dtype})`, or `jnp.asarray(value, {dtype})`",
            certainty=certainty(event),
        )
