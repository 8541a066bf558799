"""What the rules about concrete values have in common: why a value is traced, and the calls that lead to it."""

from __future__ import annotations

import re

from jaxlint.program import tree
from jaxlint.rules.immutable import MOST, certainty, quoted
from jaxlint.text.edits import Fix
from jaxlint.text.findings import Finding, Note
from jaxlint.tracer.concretization import Asker, Concretization, HashedArray
from jaxlint.tracer.view import View

MOST_CALLS = 3
"""Calls of a chain that are shown."""
SHORT = 24
"""Characters of the user's text that may stand for the value."""
STATIC = "what is static can be calculated with `math` or NumPy"
ASKED_AS_WRITTEN = frozenset(
    {
        Asker.IF, Asker.ELIF, Asker.WHILE, Asker.ASSERT, Asker.CONDITIONAL, Asker.COMPREHENSION, Asker.GUARD,
        Asker.AND, Asker.OR, Asker.NOT, Asker.DISPLAY,
    }
)  # fmt: skip
"""Askers whose node is the value that they ask."""
ATTRIBUTES = (Asker.ATTRIBUTE, Asker.METHOD)


def finding(
    code: str,
    event: Concretization,
    view: View,
    lead: str,
    cure: str | None,
    fix: Fix | None = None,
    reason: str | None = None,
    link: str = "but",
) -> Finding:
    """The finding: what is asked, why it cannot be had, how the value came to be traced."""
    return Finding(
        code,
        _message(lead, reason or why(event, view), link),
        view.span(event.place),
        notes(event, view),
        help=cure,
        predicts=event.raises,
        fix=fix,
        certainty=certainty(event),
    )


def _message(lead: str, reason: str, link: str) -> str:
    message = f"{lead}, {link} {reason}"
    short = reason.partition(", which ")[0]
    return message if len(message) <= MOST else f"{lead}, {link} {short}"


def why(event: Concretization, view: View) -> str:
    """Why the value is traced, as a clause; it says what depends on an argument that is not in sight."""
    origin = event.value.origin
    if origin is None:
        return "it is traced"
    argument, is_one, rest = origin.because.partition(" is an argument of ")
    if is_one and not re.search(rf"\b{re.escape(argument.strip('`'))}\b", _asked(event, view)):
        return f"{_subject(event, view)} depends on {argument}, an argument of {rest}"
    return origin.because if " is " in origin.because else f"{origin.because} is traced"


def _asked(event: Concretization, view: View) -> str:
    """The text of what is asked."""
    node = event.node
    match event.statement:
        case tree.Match(subject=subject) if event.asker is Asker.MATCH:
            node = subject
        case statement if event.asker is Asker.STORE:
            node = statement
    home = event.called if isinstance(event, HashedArray) and event.called is not None else event.place
    return view.text(home._replace(at=node.at))


def _subject(event: Concretization, view: View) -> str:
    """What is asked, as the user wrote it, where that is short and one thing."""
    match event.node:
        case tree.Call(args=(tree.Argument(value=node, stars=0),)) if event.asker is Asker.CALL:
            pass
        case tree.Call(args=(tree.Argument(value=node, stars=0), *_)) if isinstance(event, HashedArray):
            pass
        case tree.Attribute(value=node) | tree.Call(func=tree.Attribute(value=node)) if (
            event.asker in ATTRIBUTES
        ):
            pass
        case tree.Expr() as node if event.asker in ASKED_AS_WRITTEN:
            pass
        case _:
            return "it"
    text = view.text(event.place._replace(at=node.at))
    if len(text) <= SHORT and "\n" not in text and "`" not in text:
        return f"`{text}`"
    return "it"


def besides(cure: str | None, event: Concretization) -> str | None:
    """The cure, and that of a value into which nothing traced went."""
    origin = event.value.origin
    if origin is None or not origin.staged:
        return cure
    return STATIC if cure is None else f"{cure}; {STATIC}"


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
