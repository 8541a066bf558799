"""JXL703: the result of a call stands where a function is needed."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.functions import hand_over
from jaxlint.program import tree
from jaxlint.rules.agreement import kind_of
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty, quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.branches import CalledBranch
from jaxlint.tracer.view import View


class CalledBranchRule(Rule[CalledBranch]):
    """`lax.cond(p, f(x), g(x))` calls both functions before `cond` has a say; it wants `lax.cond(p, f, g, x)`."""

    code = "JXL703"
    name = "called-branch"
    summary = "a transformation or structured control flow is handed a value where it needs a function"
    watches = (CalledBranch,)
    predicts = "TypeError"

    def check(self, event: CalledBranch, view: View) -> Iterator[Finding]:
        first = event.given[0]
        by, what = quoted(event.call.func, event.place, view), kind_of(first.value)
        if first.node is None:
            reason = f"is given {what}"
        elif isinstance(first.node, tree.Call):
            reason = f"`{quoted(first.node, event.place, view)}` is called right away and gives {what}"
        else:
            reason = f"`{quoted(first.node, event.place, view)}` is {what}"
        yield Finding(
            self.code,
            f"`{by}` needs a function for `{first.parameter}`, but {reason}",
            view.span(event.place),
            help=_help(event),
            predicts=self.predicts,
            fix=hand_over(event, view),
            certainty=certainty(event),
        )


def _help(event: CalledBranch) -> str:
    if event.given[0].parameter == "fun":
        return "pass the function itself, and its arguments to what comes of it: `jax.grad(f)(x)`"
    if isinstance(event.given[0].node, tree.Call):
        return "pass the function and its operands apart, or put the call into a `lambda`"
    return "pass functions; a choice between two arrays is `jnp.where`"
