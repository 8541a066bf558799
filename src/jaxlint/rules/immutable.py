"""What the rules about in-place changes have in common: their words."""

from __future__ import annotations

from jaxlint.domain.origins import Place
from jaxlint.domain.values import Array
from jaxlint.program import tree
from jaxlint.program.render import render
from jaxlint.text.findings import Certainty, Note
from jaxlint.tracer.events import Event, Holder, Holding
from jaxlint.tracer.view import View

MOST_QUOTED = 40
MOST = 110
"""Characters of a message, and of the user's text that it quotes in one place."""


def quoted(node: tree.Node, home: Place, view: View) -> str:
    """The source of a node if it is short and one line, else its outline."""
    text = view.module(home).text_of(node.at)
    return text if len(text) <= MOST_QUOTED and "\n" not in text and "\r" not in text else render(node)


def outlined(call: tree.Call, home: Place, view: View) -> str:
    """A call as it is written, or with `...` for its arguments where it is long."""
    text = view.module(home).text_of(call.at)
    if len(text) <= MOST_QUOTED and "\n" not in text and "\r" not in text:
        return text
    match call.func:
        case tree.Attribute(value=tree.Subscript(value=tree.Attribute(value=base, attr="at")), attr=method):
            function = f"{quoted(base, home, view)}.at[...].{method}"
        case function_node:
            function = quoted(function_node, home, view)
    return f"{function}(...)" if call.args else f"{function}()"


def assigned(target: tree.Expr, symbol: str, value: tree.Expr, home: Place, view: View) -> str:
    """`x[0] = 1`, with `...` for what is long."""
    left, right = quoted(target, home, view), quoted(value, home, view)
    whole = f"{left} {symbol} {right}"
    return whole if len(whole) <= MOST_QUOTED else f"{left} {symbol} ..."


def with_tail(message: str, tail: str) -> str:
    """A message with what may be said besides, if that leaves it short enough for one line."""
    return message + tail if len(message + tail) <= MOST else message


def thrown_away(call: str, base: str, held: Holding) -> str:
    """The message about a result that nobody keeps."""
    message = f"`{call}` returns a new array, which is thrown away"
    return message if held.holder is Holder.NOTHING else with_tail(message, f": `{base}` stays as it is")


def keep_help(base: str, result: str, held: Holding) -> str:
    """The cure: where the new array belongs."""
    if held.holder in (Holder.NOTHING, Holder.OUTER):
        return "return the result, or bind it to a name"
    return f"bind the result: `{base} = {result}`"


def origin_notes(array: Array, event: Event, view: View) -> tuple[Note, ...]:
    """Where the array was made, or became traced."""
    if array.origin is None:
        return ()
    return (view.note(array.origin.because, array.origin.place, event.place),)


def certainty(event: Event) -> Certainty:
    return Certainty.CERTAIN if event.certain else Certainty.POSSIBLE
