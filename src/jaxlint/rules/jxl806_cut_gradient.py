"""JXL806: a gradient that is zero because an operation on the way has no derivative."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.tangents import By
from jaxlint.fixes.numbers import item_fix
from jaxlint.rules.base import Rule
from jaxlint.rules.derivatives import applied_notes
from jaxlint.rules.immutable import certainty, quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.cut_gradients import CutDerivative
from jaxlint.tracer.view import View

SMOOTH = (
    "take a smooth function in its place, or hand the gradient past it: `x + jax.lax.stop_gradient(f(x) - x)` is"
    " `f(x)` with the derivative of `x`"
)


class CutGradient(Rule[CutDerivative]):
    """Staircases, truth values, integers and numbers of Python have no derivative, and JAX raises nothing."""

    code = "JXL806"
    name = "cut-gradient"
    summary = "a gradient is zero: the result depends on the argument only through what has no derivative"
    watches = (CutDerivative,)

    def check(self, event: CutDerivative, view: View) -> Iterator[Finding]:
        shown = quoted(event.operation, event.place, view)
        match event.by:
            case By.STEPS:
                why = "has a derivative of zero"
            case By.EXACT:
                why = "has no derivative"
            case By.NUMBER:
                why = "is a number of Python, without a derivative"
        so = "is zero" if event.whole else "leaves it out"
        yield Finding(
            self.code,
            f"`{shown}` {why}: the gradient of `{event.function}` {so}",
            view.span(event.place),
            applied_notes(event, view),
            help="calculate with the array itself" if event.by is By.NUMBER else SMOOTH,
            fix=item_fix(event, view.module(event.place)),
            certainty=certainty(event),
        )
