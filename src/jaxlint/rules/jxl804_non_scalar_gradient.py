"""JXL804: `jax.grad` of a function that returns no scalar, or without the argument that it differentiates by."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.derivatives import aux_fix
from jaxlint.rules.base import Rule
from jaxlint.rules.derivatives import applied_notes
from jaxlint.rules.immutable import certainty
from jaxlint.text.findings import Finding
from jaxlint.tracer.derivatives import NonScalarOutput, Returned, UnpassedArgument
from jaxlint.tracer.mismatch import shape_text
from jaxlint.tracer.view import View

REDUCE = "reduce it to a scalar (`.sum()`, `.mean()`), `vmap` the gradient, or use `jax.jacrev`"


class NonScalarGradient(Rule[NonScalarOutput | UnpassedArgument]):
    """A gradient is that of one number by the positional arguments of the call."""

    code = "JXL804"
    name = "non-scalar-gradient"
    summary = "`jax.grad` is taken of a function that returns no scalar, or by an argument that is not passed"
    watches = (NonScalarOutput, UnpassedArgument)
    predicts = "TypeError"

    def check(self, event: NonScalarOutput | UnpassedArgument, view: View) -> Iterator[Finding]:
        if isinstance(event, UnpassedArgument):
            message, cure = _unpassed(event)
            fix = None
        else:
            message, cure = _returned(event)
            fix = aux_fix(event, view.module(event.place))
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            applied_notes(event, view),
            help=cure,
            predicts="TypeError",
            fix=fix,
            certainty=certainty(event),
        )


def _returned(event: NonScalarOutput) -> tuple[str, str]:
    transform, function = f"`{event.transform}`", f"`{event.function}`"
    shape = None if event.shape is None else f"an array of shape {shape_text(event.shape)}"
    match event.returned:
        case Returned.NO_PAIR:
            given = "another container" if shape is None else shape if event.shape else "one number"
            return (
                f"{transform} with `has_aux=True` needs a pair, but {function} returns {given}",
                f"return `(loss, aux)` from {function}, or drop `has_aux=True`",
            )
        case Returned.ARRAY:
            return f"{transform} needs a scalar, but {function} returns {shape}", REDUCE
        case Returned.PAIR:
            return (
                f"{transform} needs a scalar, but {function} returns a pair",
                "pass `has_aux=True` if the second value is not to be differentiated",
            )
        case Returned.TREE:
            return f"{transform} needs a scalar, but {function} returns a container", "return the loss alone"
        case Returned.NOTHING:
            return (
                f"{transform} needs a scalar, but {function} returns None",
                f"return the loss from {function}",
            )


def _unpassed(event: UnpassedArgument) -> tuple[str, str]:
    lead = f"`{event.transform}` differentiates by positional argument {event.argnum} of `{event.function}`"
    if event.keyword is not None:
        return f"{lead}, and it is passed by keyword", f"pass `{event.keyword}` by position"
    return f"{lead}, and the call passes {event.passed}", "pass it, or name another in `argnums`"
