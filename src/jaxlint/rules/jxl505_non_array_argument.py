"""JXL505: an argument that JAX traces is, or holds, something that is no array."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.values import ClassValue
from jaxlint.fixes.made_static import argument_fix
from jaxlint.fixes.other_transformation import other_transformation
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import MOST, certainty
from jaxlint.signatures.framework_needs import FILTERED
from jaxlint.text.edits import Fix
from jaxlint.text.findings import Finding
from jaxlint.tracer.jit_arguments import NonArrayArgument
from jaxlint.tracer.view import View

ITERATED = ("an iterator", "a set")


class NoArray(Rule[NonArrayArgument]):
    """Traced arguments are trees of arrays and numbers; strings and code can be static, or closed over."""

    code = "JXL505"
    name = "non-array-argument"
    summary = "a traced argument is a string, a function or another object that is no tree of arrays"
    watches = (NonArrayArgument,)
    predicts = "TypeError"

    def check(self, event: NonArrayArgument, view: View) -> Iterator[Finding]:
        refused = event.refused
        name = f"`{event.parameter}{refused.path}`" if event.parameter else "an argument"
        message = f"{name} of `{event.function}` is traced by `{event.transform}`, but it is {refused.what}"
        if len(message) > MOST:
            message = f"{name} of `{event.function}` is traced, but it is {refused.what}"
        applied = view.note(f"`{event.transform}` is applied here", event.applied_at, event.place)
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            () if applied.span == view.span(event.place) else (applied,),
            help=_cure(event),
            predicts=self.predicts,
            fix=_filtered(event, view) or argument_fix(event, view.module(event.place)),
            certainty=certainty(event),
        )


def _filtered(event: NonArrayArgument, view: View) -> Fix | None:
    """The transformation of Equinox, which leaves what is no array as it is."""
    better = FILTERED.get(event.transform) if event.filtered else None
    module = view.module(event.applied_at)
    if better is None or module is not view.module(event.place):
        return None
    return other_transformation(module, event.applied_at.at, better, plain=True)


def _cure(event: NonArrayArgument) -> str:
    refused, parameter = event.refused, event.parameter
    if event.filtered and event.transform in FILTERED:
        better = FILTERED[event.transform].replace("equinox", "eqx")
        return f"use `{better}`, or pass the arrays alone: `eqx.partition(model, eqx.is_array)`"
    if event.transform in ("jax.grad", "jax.value_and_grad"):
        return "differentiate by the arrays alone: pass them apart, or close over the rest"
    if refused.what in ITERATED:
        return "pass an array, a list or a tuple"
    if refused.path:
        return "keep what is no array out of the tree: close over it, or pass it as a static argument"
    static = f'`static_argnames="{parameter}"`' if parameter else "`static_argnums`"
    if isinstance(refused.value, ClassValue):
        return f"register the class as a pytree, make it static ({static}), or pass its arrays"
    return f"make it static: {static}"
