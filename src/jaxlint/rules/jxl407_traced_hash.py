"""JXL407: a JAX array is hashed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jaxlint.domain.values import Tracedness
from jaxlint.rules.base import Rule
from jaxlint.rules.concrete import finding
from jaxlint.text.findings import Finding
from jaxlint.tracer.concretization import Asker, HashedArray
from jaxlint.tracer.view import View

LOOK_UP = "look up in a JAX array: `jnp.take(values, i)`, or make the key static"


class TracedHash(Rule[HashedArray]):
    """Arrays are compared by element; neither concrete ones nor tracers have a hash."""

    code = "JXL407"
    name = "traced-hash"
    summary = "a JAX array is used as a dict key, set member or cached argument"
    watches = (HashedArray,)
    predicts = "TypeError"

    def check(self, event: HashedArray, view: View) -> Iterator[Finding]:
        lead, cure = _words(event)
        concrete = event.value.traced is Tracedness.NO
        found = finding(
            self.code, event, view, lead, cure, reason="a JAX array has none" if concrete else None
        )
        if event.called is not None:
            call = view.note("called here", event.called, event.place)
            found = replace(found, notes=(call, *found.notes))
        yield found


def _words(event: HashedArray) -> tuple[str, str]:
    match event.asker, event.by:
        case Asker.CALL, "hash":
            return "`hash` needs a hash", "hash what is static: a shape, a dtype, a name"
        case Asker.CALL, name if event.called is not None:
            cure = "drop the cache, or cache what depends on static arguments alone"
            return f"`{name}` needs hashable arguments", cure
        case Asker.IN, _:
            return "`in` of a dict or set needs a hash", "compare: `jnp.any(x == values)`, or make it static"
        case Asker.CALL | Asker.DISPLAY | Asker.METHOD, "set" | "add":
            return "a set member needs a hash", "use `jnp.unique(x, size=...)`, or build the set outside"
    return "a dict key needs a hash", LOOK_UP
