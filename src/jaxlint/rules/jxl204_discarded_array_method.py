"""JXL204: NumPy's ways to change an array itself: `x.sort()`, `x.fill(0)`, `x.shape = ...`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jaxlint.fixes.results import keep_result, keep_shape
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty, keep_help, origin_notes, outlined, quoted, thrown_away
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import AttributeStore, DiscardedMethod, MissingMethod
from jaxlint.tracer.view import View

ARRAY = r"\bx\b"
"""What the table of replacements calls the array."""
Watched = AttributeStore | DiscardedMethod | MissingMethod


class DiscardedArrayMethod(Rule[Watched]):
    """A method that in JAX only returns a new array, one that is missing, or a store into an attribute."""

    code = "JXL204"
    name = "discarded-array-method"
    summary = "a method or attribute is used to change a JAX array itself"
    watches = (DiscardedMethod, MissingMethod, AttributeStore)

    def check(self, event: Watched, view: View) -> Iterator[Finding]:
        match event:
            case DiscardedMethod():
                yield self._discarded(event, view)
            case MissingMethod():
                yield self._missing(event, view)
            case AttributeStore():
                yield self._stored(event, view)

    def _discarded(self, event: DiscardedMethod, view: View) -> Finding:
        base, call = quoted(event.holding.node, event.place, view), outlined(event.call, event.place, view)
        return Finding(
            self.code,
            thrown_away(call, base, event.holding),
            view.span(event.place),
            help=keep_help(base, f"{base}.{event.method}(...)", event.holding),
            fix=keep_result(event, event.call, view.module(event.place)),
            certainty=certainty(event),
        )

    def _missing(self, event: MissingMethod, view: View) -> Finding:
        base, call = quoted(event.holding.node, event.place, view), outlined(event.call, event.place, view)
        cure = f"`np.array({base})` is a copy that NumPy may change"
        if event.replacement is not None:
            cure = f"use `{re.sub(ARRAY, lambda _: base, event.replacement)}`, which returns a new array"
        return Finding(
            self.code,
            f"`{call}` raises AttributeError: JAX arrays are immutable and have no `{event.method}`",
            view.span(event.place),
            help=cure,
            predicts="AttributeError",
            certainty=certainty(event),
        )

    def _stored(self, event: AttributeStore, view: View) -> Finding:
        base, attribute = quoted(event.holding.node, event.place, view), event.target.attr
        cures = {
            "shape": f"bind the reshaped array: `{base} = {base}.reshape(...)`",
            "dtype": f"bind the converted array: `{base} = {base}.astype(...)`",
        }
        return Finding(
            self.code,
            f"`{base}.{attribute} = ...` raises AttributeError: the attributes of a JAX array cannot be set",
            view.span(event.place),
            origin_notes(event.base, event, view),
            help=cures.get(
                attribute, "keep the value beside the array, in a variable or an object of your own"
            ),
            predicts="AttributeError",
            fix=keep_shape(event, view.module(event.place)),
            certainty=certainty(event),
        )
