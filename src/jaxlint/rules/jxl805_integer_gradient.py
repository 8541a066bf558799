"""JXL805: a derivative by integers or truth values, or of them."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.derivatives import float_fix
from jaxlint.rules.base import Rule
from jaxlint.rules.derivatives import applied_notes
from jaxlint.rules.immutable import certainty, quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.derivatives import IntegerDerivative
from jaxlint.tracer.view import View


class IntegerGradient(Rule[IntegerDerivative]):
    """Integers have no tangents."""

    code = "JXL805"
    name = "integer-gradient"
    summary = "a derivative is taken by, or of, integers or truth values"
    watches = (IntegerDerivative,)
    predicts = "TypeError"

    def check(self, event: IntegerDerivative, view: View) -> Iterator[Finding]:
        kind = "a bool" if event.dtype == "bool" else "an integer"
        if event.argument is None:
            what = f"`{event.function}` returns {kind}"
            message = f"`{event.transform}` needs a float, but {what}"
            cure = f"return a float from `{event.function}`"
        else:
            shown = quoted(event.argument, event.place, view)
            part = f"`{event.leaf}` of `{shown}`" if event.leaf else f"`{shown}`"
            message = f"`{event.transform}` differentiates by floats, but {part} is {kind}"
            cure = "pass a float, or leave the argument out of `argnums`"
            if event.leaf:
                cure = "keep integers in an argument of their own, outside `argnums`"
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            applied_notes(event, view),
            help=cure,
            predicts="TypeError",
            fix=float_fix(event, view.module(event.place)),
            certainty=certainty(event),
        )
