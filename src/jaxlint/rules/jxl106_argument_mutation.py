"""JXL106: a traced function changes the copy that it is given of a container, and does not return it."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.program import tree
from jaxlint.rules.base import Rule
from jaxlint.rules.effects import effect_finding, stated
from jaxlint.rules.immutable import MOST, quoted
from jaxlint.rules.object_changes import is_known_to_jax
from jaxlint.text.findings import Finding
from jaxlint.tracer.effects import ArgumentChange
from jaxlint.tracer.view import View


class ArgumentMutation(Rule[ArgumentChange]):
    """JAX rebuilds the containers that it passes: the caller's stay as they are."""

    code = "JXL106"
    name = "argument-mutation"
    summary = "a traced function changes a container that it is given, and does not return it"
    watches = (ArgumentChange,)

    def check(self, event: ArgumentChange, view: View) -> Iterator[Finding]:
        if event.guessed and is_known_to_jax(view, event.place):
            return
        what, verb = stated(event.statement, event.change, event, view), "changes"
        if not event.certain:
            verb = "may change"
        transform, function = event.staging.transform, event.staging.function
        message = (
            f"{what} {verb} only the copy that `{transform}` gives `{function}`: the caller does not see it"
        )
        if len(message) > MOST:
            message = f"{what} {verb} only the copy that `{function}` is given"
        base: tree.Expr = event.base
        while isinstance(base, (tree.Subscript, tree.Attribute)):
            base = base.value
        cure = f"return `{quoted(base, event.place, view)}` from `{function}`"
        yield effect_finding(self.code, event, message, cure, view)
