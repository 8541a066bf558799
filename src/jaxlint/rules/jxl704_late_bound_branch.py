"""JXL704: branches made in a loop read the loop's variable when they run, and see its last value."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.functions import bind_early
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty
from jaxlint.text.findings import Finding
from jaxlint.tracer.branches import LateBinding
from jaxlint.tracer.view import View


class LateBoundBranch(Rule[LateBinding]):
    """A closure holds the variable, not the value: `[lambda x: i * x for i in range(3)]` makes one function thrice."""

    code = "JXL704"
    name = "late-bound-branch"
    summary = "branches made in a loop all see the last value of the loop's variable"
    watches = (LateBinding,)

    def check(self, event: LateBinding, view: View) -> Iterator[Finding]:
        by = event.by.removeprefix("jax.")
        names = " and ".join(f"`{name}`" for name, _ in event.variables)
        bound = ", ".join(f"{name}={name}" for name, _ in event.variables)
        yield Finding(
            self.code,
            f"every branch made here sees the last {names} of the loop when `{by}` traces it",
            view.span(event.place),
            (
                *(
                    view.note(f"`{name}` is bound anew in each round", at, event.place)
                    for name, at in event.variables
                ),
                view.note("the branches are traced here, after the loop", event.used_at, event.place),
            ),
            f"bind it where the branch is made: `{bound}` among the parameters, or `functools.partial`",
            fix=bind_early(event, view),
            certainty=certainty(event),
        )
