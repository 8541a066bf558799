"""What the rules about concrete values have in common: why a value is traced, and the calls that lead to it."""

from __future__ import annotations

from jaxlint.domain.values import Array
from jaxlint.program import tree
from jaxlint.rules.immutable import MOST, certainty, quoted
from jaxlint.text.edits import Fix
from jaxlint.text.findings import Finding, Note
from jaxlint.tracer.concretization import Asker, Concretization
from jaxlint.tracer.view import View

MOST_CALLS = 3
"""Calls of a chain that are shown."""


def finding(
    code: str, event: Concretization, view: View, lead: str, cure: str | None, fix: Fix | None = None
) -> Finding:
    """The finding: what is asked, why it cannot be had, how the value came to be traced."""
    return Finding(
        code,
        _message(lead, why(event.value)),
        view.span(event.place),
        notes(event, view),
        help=cure,
        predicts=event.raises,
        fix=fix,
        certainty=certainty(event),
    )


def _message(lead: str, reason: str) -> str:
    message = f"{lead}, but {reason}"
    short = reason.partition(", which ")[0]
    return message if len(message) <= MOST else f"{lead}, but {short}"


def why(value: Array) -> str:
    """Why a value is traced, as a clause."""
    because = "it" if value.origin is None else value.origin.because
    return because if " is " in because else f"{because} is traced"


def notes(event: Concretization, view: View) -> tuple[Note, ...]:
    """Where the value became traced, and the innermost calls that handed it on."""
    origin = event.value.origin
    first = () if origin is None else (view.note(origin.because, origin.place, event.place),)
    calls = [
        view.note(f"`{frame.function.name}` is called here", frame.place, event.place)
        for frame in event.frames
        if frame.call is not None and (origin is None or frame.place != origin.place)
    ]
    return (*first, *calls[-MOST_CALLS:])


def asks(event: Concretization, view: View) -> str:
    """What asks, as the user wrote it: `float`, `x.item`, `np.sin`, `if`."""
    match event.node:
        case tree.Call(func=function) if event.asker in (Asker.CALL, Asker.METHOD):
            return f"`{quoted(function, event.place, view)}`"
    return f"`{event.by}`"
