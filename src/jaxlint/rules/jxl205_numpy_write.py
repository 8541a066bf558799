"""JXL205: `np.add(a, b, out=x)`, `np.copyto(x, v)`, `jnp.put(x, i, v)` on a JAX array."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.results import keep_ufunc
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import MOST, certainty, origin_notes, quoted
from jaxlint.signatures.writes import instead_of, raised_by
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import NumPyWrite
from jaxlint.tracer.view import View


class NumPyWriteIntoArray(Rule[NumPyWrite]):
    """A function that writes into one of its arguments, which is a JAX array."""

    code = "JXL205"
    name = "numpy-write"
    summary = "a function is told to write into a JAX array"
    watches = (NumPyWrite,)
    predicts = "TypeError"

    def check(self, event: NumPyWrite, view: View) -> Iterator[Finding]:
        function = quoted(event.call.func, event.place, view)
        target = quoted(event.holding.node, event.place, view)
        raises = raised_by(event.function)
        shown = f"{function}({_arguments(event, target)})"
        message = f"`{shown}` raises {raises}: `{target}` is a JAX array, and JAX arrays are immutable"
        if len(message) > MOST:
            message = f"`{shown}` raises {raises}: JAX arrays are immutable"
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            origin_notes(event.base, event, view),
            help=instead_of(event.function, event.parameter, target),
            predicts=raises,
            fix=keep_ufunc(event, view.module(event.place)),
            certainty=certainty(event),
        )


def _arguments(event: NumPyWrite, target: str) -> str:
    """The arguments of the call in outline: `x, ...`, `..., out=x`."""
    arguments = event.call.args
    found = [number for number, argument in enumerate(arguments) if argument.value is event.holding.node]
    position = found[0] if found else 0
    keyword = "" if not found or arguments[position].keyword is None else f"{event.parameter}="
    before = "..., " if position else ""
    after = ", ..." if position < len(arguments) - 1 else ""
    return f"{before}{keyword}{target}{after}"
