"""JXL502: a static argument of a jitted function has no hash."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.values import Array, ClassValue
from jaxlint.fixes.made_static import tuple_fix
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty, origin_notes
from jaxlint.text.findings import Finding
from jaxlint.tracer.jit_arguments import UnhashableStatic
from jaxlint.tracer.view import View

CURES = {
    "a list": "pass a tuple",
    "a dict": "pass a tuple of items or a frozen dataclass, or let it be traced",
    "a set": "pass a frozenset",
    "a NumPy array": "let it be traced, or pass a tuple of its numbers",
    "a JAX array": "let it be traced: take it out of the static arguments",
    "a traced array": "only what is known while tracing can be static; let it be traced",
}


class StaticWithoutHash(Rule[UnhashableStatic]):
    """JAX looks static arguments up in the cache of what it has compiled."""

    code = "JXL502"
    name = "unhashable-static"
    summary = (
        "a static argument of a jitted function has no hash: a list, dict, set, array or mutable dataclass"
    )
    watches = (UnhashableStatic,)
    predicts = "ValueError"

    def check(self, event: UnhashableStatic, view: View) -> Iterator[Finding]:
        refused = event.refused
        name = f"`{event.parameter}{refused.path}`" if event.parameter else "an argument"
        message = f"{name} of `{event.function}` is static and needs a hash, but it is {refused.what}"
        cure = CURES.get(refused.what)
        if isinstance(refused.value, ClassValue):
            is_dataclass = "dataclass" in refused.what
            cure = (
                "freeze it: `@dataclass(frozen=True)`"
                if is_dataclass
                else "define `__hash__` beside `__eq__`"
            )
        applied = view.note(f"`{event.transform}` is applied here", event.applied_at, event.place)
        origin = origin_notes(refused.value, event, view) if isinstance(refused.value, Array) else ()
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            (*origin, *(() if applied.span == view.span(event.place) else (applied,))),
            help=cure,
            predicts=self.predicts,
            fix=tuple_fix(event, view.module(event.place)),
            certainty=certainty(event),
        )
