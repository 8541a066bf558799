"""JXL906: 64 bits are asked for, and 32 come."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.program.uses import span_of
from jaxlint.rules.base import Rule
from jaxlint.signatures.wide import NARROWED
from jaxlint.text.findings import Finding
from jaxlint.tracer.precision import WideDtype
from jaxlint.tracer.view import View


class X64Truncation(Rule[WideDtype]):
    """Without `jax_enable_x64` JAX has no types of 64 bits."""

    code = "JXL906"
    name = "x64-truncation"
    summary = "a type of 64 bits is asked for in a program that never enables them"
    watches = (WideDtype,)
    on_by_default = False

    def check(self, event: WideDtype, view: View) -> Iterator[Finding]:
        if view.mentions("x64"):
            return
        module = view.module(event.place)
        called = module.slice(span_of(module, event.call.func))
        yield Finding(
            self.code,
            f"`{called}` is asked for {event.wide} and gives {NARROWED[event.wide]}: `jax_enable_x64` is not set",
            span_of(module, event.call),
            help=f'ask for {NARROWED[event.wide]}, or begin with `jax.config.update("jax_enable_x64", True)`',
        )
