"""JXL109: `next(it)` while a function is traced, and iterators where JAX takes arrays."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.effects import effect_finding
from jaxlint.rules.immutable import MOST, certainty, quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.view import View
from jaxlint.tracer.world import IteratorAdvance, IteratorOperand


class OuterIterator(Rule[IteratorAdvance | IteratorOperand]):
    """An iterator has no place in a compiled function: it advances when Python runs."""

    code = "JXL109"
    name = "outer-iterator"
    summary = "a traced function advances an iterator from outside, or control flow is handed an iterator"
    watches = (IteratorAdvance, IteratorOperand)

    def check(self, event: IteratorAdvance | IteratorOperand, view: View) -> Iterator[Finding]:
        if isinstance(event, IteratorOperand):
            operand = quoted(event.operand, event.place, view)
            yield Finding(
                self.code,
                f"`{event.transform}` raises TypeError: `{operand}` is an iterator, and it takes arrays",
                view.span(event.place),
                help=f"make an array of it: `jnp.array(list({operand}))`",
                predicts="TypeError",
                certainty=certainty(event),
            )
            return
        traced = event.staging
        what = f"`{event.text}`"
        tail = "every iteration uses the same item" if traced.iterates else "every call uses the same item"
        message = f"{what} advances once, when `{traced.transform}` traces `{traced.function}`: {tail}"
        if len(message) > MOST:
            message = f"{what} advances once, when `{traced.function}` is traced: {tail}"
        cure = f"pass the items to `{traced.function}`, as an array"
        yield effect_finding(self.code, event, message, cure, view)
