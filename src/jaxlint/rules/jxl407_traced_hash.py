"""JXL407: a JAX array is hashed."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.values import Tracedness
from jaxlint.rules.base import Rule
from jaxlint.rules.concrete import notes
from jaxlint.rules.immutable import certainty
from jaxlint.text.findings import Finding
from jaxlint.tracer.concretization import Asker, HashedArray
from jaxlint.tracer.view import View


class TracedHash(Rule[HashedArray]):
    """Arrays are compared by element; neither concrete ones nor tracers have a hash."""

    code = "JXL407"
    name = "traced-hash"
    summary = "a JAX array is used as a dict key, set member or cached argument"
    watches = (HashedArray,)
    predicts = "TypeError"

    def check(self, event: HashedArray, view: View) -> Iterator[Finding]:
        what = "a traced array" if event.value.traced is Tracedness.DEFINITE else "a JAX array"
        match event.asker, event.by:
            case Asker.CALL, "hash":
                message = f"`hash` of {what} raises TypeError: JAX arrays have no hash"
            case Asker.CALL, _:
                message = f"`{event.by}` cannot keep {what}: JAX arrays have no hash"
            case _:
                message = f"{what} cannot be a dict key or set member: JAX arrays have no hash"
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            notes(event, view),
            help="look up in a JAX array: `jnp.take(values, i)`, or make the key static",
            predicts="TypeError",
            certainty=certainty(event),
        )
