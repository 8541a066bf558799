"""JXL701: the body of a loop returns its carry as another type than it was given."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.avals import Aval
from jaxlint.fixes.carries import carry_fix
from jaxlint.rules.agreement import both, called, shown
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty, quoted
from jaxlint.text.findings import Finding, Note
from jaxlint.tracer.agreement import CarryChange, NoPair
from jaxlint.tracer.structures import surely_other_shape
from jaxlint.tracer.view import View


class CarryMismatch(Rule[CarryChange | NoPair]):
    """`lax.scan`, `while_loop` and `fori_loop` run one compiled body: what goes in must come out, type for type."""

    code = "JXL701"
    name = "carry-mismatch"
    summary = "the body of a loop returns its carry as another type or structure"
    watches = (CarryChange, NoPair)
    predicts = "TypeError"

    def check(self, event: CarryChange | NoPair, view: View) -> Iterator[Finding]:
        match event:
            case NoPair():
                yield self._no_pair(event, view)
            case CarryChange():
                yield self._change(event, view)

    def _change(self, event: CarryChange, view: View) -> Finding:
        difference = event.difference
        name = f"`{event.carry}{difference.where}`"
        into, out = both(difference)
        body, loop = called(event.body, "the body"), quoted(event.call.func, event.place, view)
        one = "structure" if difference.structural else "type"
        back = shown(difference.second) if difference.structural else out
        return Finding(
            self.code,
            f"`{loop}` needs one {one} for its carry: {body} takes {name} as {into} and returns {out}",
            view.span(event.place),
            ()
            if event.returned is None
            else (view.note(f"returned as {back}", event.returned, event.place),),
            _help(event),
            self.predicts,
            carry_fix(event, view),
            certainty(event),
        )

    def _no_pair(self, event: NoPair, view: View) -> Finding:
        got, body = shown(event.got), called(event.body, "the lambda")
        loop = quoted(event.call.func, event.place, view)
        notes: tuple[Note, ...] = ()
        if event.returned is not None:
            notes = (view.note(f"returns {got}", event.returned, event.place),)
        return Finding(
            self.code,
            f"`{loop}` needs a pair `(carry, y)` from its body, but {body} returns {got}",
            view.span(event.place),
            notes,
            "return the carry and what is to be stacked: `return carry, None` if that is nothing",
            self.predicts,
            certainty=certainty(event),
        )


def _help(event: CarryChange) -> str:
    first, second = event.difference.first, event.difference.second
    if not isinstance(first, Aval) or not isinstance(second, Aval):
        return "return the carry in the structure in which it came"
    if surely_other_shape(first, second):
        return "a carry keeps its shape: collect what grows in the second result of `scan`, or write into a buffer"
    name = f"{event.carry}{event.difference.where}"
    return f"start with what comes out, or convert it on the way out: `.astype({name}.dtype)`"
