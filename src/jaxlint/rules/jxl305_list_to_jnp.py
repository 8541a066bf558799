"""JXL305: a Python list or tuple where JAX takes arrays."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.batching import as_array
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty, quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.sequences import SequenceOperand, Where
from jaxlint.tracer.view import View


class ListToJnp(Rule[SequenceOperand]):
    """NumPy makes arrays of lists wherever it meets them; JAX asks that the program says so."""

    code = "JXL305"
    name = "list-to-jnp"
    summary = "a Python list or tuple where JAX takes arrays"
    watches = (SequenceOperand,)
    predicts = "TypeError"

    def check(self, event: SequenceOperand, view: View) -> Iterator[Finding]:
        shown = quoted(event.node, event.place, view)
        match event.where:
            case Where.ARGUMENT:
                message = f"`{event.by}` takes arrays, and `{shown}` is a {event.kind}"
            case Where.OPERAND:
                message = f"`{event.by}` takes arrays on both sides, and `{shown}` is a {event.kind}"
            case Where.INDEX:
                message = f"`{event.by}` takes no list as index: `{shown}`"
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            help="make an array of it: `jnp.asarray(...)`",
            predicts="TypeError",
            fix=as_array(event.node, view.module(event.place)),
            certainty=certainty(event),
        )
