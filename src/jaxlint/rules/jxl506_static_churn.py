"""JXL506: a static argument is another one in each iteration of a loop."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.values import PartialValue
from jaxlint.program import tree
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import MOST, certainty, quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.churn import Churn, StaticChurn
from jaxlint.tracer.view import View


class ChangingStatic(Rule[StaticChurn]):
    """Every static value has a program of its own."""

    code = "JXL506"
    name = "static-churn"
    summary = "a static argument is another one in each iteration, and the function is compiled each time"
    watches = (StaticChurn,)

    def check(self, event: StaticChurn, view: View) -> Iterator[Finding]:
        what, cure = _words(event, view)
        parameter = f"static `{event.parameter}`" if event.parameter else "a static argument"
        message = f"{parameter} of `{event.function}` is {what} in each iteration: it compiles every time"
        if len(message) > MOST:
            message = f"{parameter} of `{event.function}` changes in each iteration: it compiles every time"
        notes = (
            view.note("the loop", event.loop, event.place),
            view.note(f"`{event.transform}` is applied here", event.applied_at, event.place),
        )
        yield Finding(
            self.code, message, view.span(event.place), notes, help=cure, certainty=certainty(event)
        )


def _words(event: StaticChurn, view: View) -> tuple[str, str]:
    match event.churn:
        case Churn.COUNTER:
            counter = quoted(event.node, event.place, view)
            return (
                f"another `{counter}`",
                f"let `{event.parameter}` be traced: `{event.function}` only calculates with it",
            )
        case Churn.FIELD:
            return (
                f"an object with another `{event.field}`",
                f"pass `{event.field}` by itself, and let it be traced: `{event.function}` only calculates with it",
            )
        case Churn.FUNCTION:
            new = "lambda" if isinstance(event.node, tree.Lambda) else "function"
            new = "`functools.partial`" if isinstance(event.given, PartialValue) else new
            return f"a new {new}", "make it once, outside of the loop"
        case Churn.OBJECT:
            cure = f"make it once, or compare by value: `@dataclass(frozen=True)` on `{event.owner}`"
            return f"a new `{event.owner}`", cure
