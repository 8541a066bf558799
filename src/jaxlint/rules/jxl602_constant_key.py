"""JXL602: a compiled function draws from a key of a constant seed."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty
from jaxlint.text.findings import Finding
from jaxlint.tracer.effects import OF_TESTS
from jaxlint.tracer.keys import ConstantKey
from jaxlint.tracer.view import View


class ConstantKeyRule(Rule[ConstantKey]):
    """A key that is made of a constant where numbers are drawn is the same in every call."""

    code = "JXL602"
    name = "constant-key"
    summary = "a compiled function makes its random key of a constant: every call draws the same numbers"
    watches = (ConstantKey,)
    on_by_default = False

    def check(self, event: ConstantKey, view: View) -> Iterator[Finding]:
        if OF_TESTS.search(view.module(event.place).path) is not None:
            return
        text = view.text(event.place)
        yield Finding(
            self.code,
            f"`{text}` makes the same key in every call of `{event.function}`, which draws the same numbers",
            view.span(event.place),
            help=f"pass a key to `{event.function}`, or fold in what changes: `jax.random.fold_in(key, step)`",
            certainty=certainty(event),
        )
