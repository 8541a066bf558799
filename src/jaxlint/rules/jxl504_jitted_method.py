"""JXL504: `jax.jit` on a method traces `self`, which is no tree of arrays."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.made_static import receiver_fix
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty
from jaxlint.text.findings import Finding
from jaxlint.tracer.jit_arguments import JittedMethod
from jaxlint.tracer.view import View


class MethodUnderJit(Rule[JittedMethod]):
    """In the class body a method is a function whose first argument is the object."""

    code = "JXL504"
    name = "jitted-method"
    summary = "a method is jitted with `self` among the traced arguments, and its class is no pytree"
    watches = (JittedMethod,)
    predicts = "TypeError"

    def check(self, event: JittedMethod, view: View) -> Iterator[Finding]:
        what = "a class is no array" if event.is_class else "the object is no pytree"
        message = (
            f"`{event.transform}` traces `{event.parameter}` of `{event.owner}.{event.function}`, and {what}"
        )
        static = f'`static_argnames="{event.parameter}"`'
        if event.is_class:
            cure = f"make it static: {static}"
        elif event.is_module:
            cure = "jit the function that calls `apply`, or use the `jit` of the library"
        elif event.hashable:
            cure = (
                f"jit a function of the arrays, make `{event.parameter}` static ({static}) if it never changes, "
                f"or register `{event.owner}` as a pytree"
            )
        else:
            cure = f"jit a function of the arrays, or register `{event.owner}` as a pytree"
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            help=cure,
            predicts=self.predicts,
            fix=receiver_fix(event, view.module(event.place)),
            certainty=certainty(event),
        )
