"""JXL107: `print(x)` of a traced value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jaxlint.fixes.prints import debug_print
from jaxlint.rules.base import Rule
from jaxlint.rules.effects import effect_finding, traced_notes
from jaxlint.rules.immutable import MOST, quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.view import View
from jaxlint.tracer.world import TracePrint


class TraceTimePrint(Rule[TracePrint]):
    """What is printed while tracing is a tracer, once per trace."""

    code = "JXL107"
    name = "trace-time-print"
    summary = "a traced function prints or logs a traced value: once, and without its numbers"
    watches = (TracePrint,)

    def check(self, event: TracePrint, view: View) -> Iterator[Finding]:
        function = quoted(event.call.func, event.place, view)
        traced = event.staging
        if event.on_host:
            shown = quoted(event.shown, event.place, view)
            message = f"`{function}` is given a text made when `{traced.function}` is traced: {shown} shows a tracer"
            if len(message) > MOST:
                message = (
                    f"`{function}` is given a text made when `{traced.function}` is traced: it shows a tracer"
                )
            cure = f"""pass the value and not its text: `{function}("{{}}", x)`"""
        else:
            message = (
                f"`{function}` runs when `{traced.transform}` traces `{traced.function}`, and shows a tracer"
            )
            if len(message) > MOST:
                message = f"`{function}` runs when `{traced.function}` is traced, and shows a tracer"
            cure = '`jax.debug.print("{}", x)` prints the numbers, in every '
            cure += "iteration" if traced.iterates else "call"
        finding = effect_finding(
            self.code, event, message, cure, view, traced_notes(event.tracer, event, view)
        )
        yield replace(finding, fix=debug_print(event, view.module(event.place)))
