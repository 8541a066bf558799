"""JXL702: the branches of a conditional return different types."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.origins import Place
from jaxlint.rules.agreement import both, called
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty, quoted
from jaxlint.text.findings import Finding, Note
from jaxlint.tracer.agreement import BranchDifference
from jaxlint.tracer.view import View


class BranchMismatch(Rule[BranchDifference]):
    """`lax.cond` and `switch` trace every branch: all must return the same structure, shapes and dtypes."""

    code = "JXL702"
    name = "branch-mismatch"
    summary = "the branches of a conditional return different types or structures"
    watches = (BranchDifference,)
    predicts = "TypeError"

    def check(self, event: BranchDifference, view: View) -> Iterator[Finding]:
        first, second = both(event.difference)
        one, other = called(event.names[0], "the first"), called(event.names[1], _ordinal(event.number))
        what = "structure" if event.difference.structural else "type"
        where = f" at `{event.difference.where}`" if event.difference.path else ""
        by = quoted(event.call.func, event.place, view)
        yield Finding(
            self.code,
            f"branches of `{by}` must return one {what}{where}: {one} returns {first}, {other} {second}",
            view.span(event.place),
            (*_note(first, event.returned[0], event, view), *_note(second, event.returned[1], event, view)),
            _help(event),
            self.predicts,
            certainty=certainty(event),
        )


def _ordinal(number: int) -> str:
    return "the second" if number == 1 else "the third" if number == 2 else f"branch {number}"


def _note(shown: str, place: Place | None, event: BranchDifference, view: View) -> tuple[Note, ...]:
    return () if place is None else (view.note(f"returns {shown}", place, event.place),)


def _help(event: BranchDifference) -> str:
    if event.difference.structural:
        return "return the same structure from every branch"
    return "convert one of them: branches are not promoted, `1` and `1.0` are different types here as well"
