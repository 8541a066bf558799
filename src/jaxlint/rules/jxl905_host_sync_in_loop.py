"""JXL905: a loop over compiled steps waits for each of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jaxlint.fixes.waiting import converted_behind
from jaxlint.program.uses import span_of
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import with_tail
from jaxlint.rules.keywords import note_at
from jaxlint.text.findings import Finding
from jaxlint.tracer.effects import OF_TESTS
from jaxlint.tracer.view import View
from jaxlint.tracer.waiting_loops import LoopSync, Purpose

_CURES = {
    Purpose.APPENDED: "append the array, and convert the list behind the loop: `jax.device_get(...)`",
    Purpose.SUMMED: "add up the arrays, and convert the sum behind the loop",
    Purpose.KEPT: "keep the array, and convert it where the number is needed",
    Purpose.SHOWN: "show it every so many steps, or behind the loop",
}


class HostSyncInLoop(Rule[LoopSync]):
    """A conversion waits for the device; between two steps the device then waits for Python."""

    code = "JXL905"
    name = "host-sync-in-loop"
    summary = "a loop waits for a number of each compiled step, only to keep or show it"
    on_by_default = False
    watches = (LoopSync,)

    def check(self, event: LoopSync, view: View) -> Iterator[Finding]:
        module = view.module(event.place)
        if OF_TESTS.search(module.path) is not None:
            return
        span = span_of(module, event.node)
        what = module.slice(span)
        if event.purpose is Purpose.SHOWN and isinstance(event.node, ast.Call) and event.node.args:
            what = (
                what
                if len(what) < 30 and "\n" not in what
                else f"{module.slice(span_of(module, event.node.func))}(...)"
            )
        step = module.slice(span_of(module, event.step))
        message = with_tail(
            f"`{what}` waits for `{step}` in each iteration", ", and the device for the next one"
        )
        yield Finding(
            self.code,
            message,
            span,
            (note_at(module, "the loop", event.loop),),
            help=_CURES[event.purpose],
            fix=converted_behind(event, module),
        )
