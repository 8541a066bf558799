"""JXL903: a clock that is stopped before JAX is done."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jaxlint.fixes.imports import spell_at
from jaxlint.program.module import Module
from jaxlint.program.uses import span_of
from jaxlint.rules.base import Rule
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.text.findings import Finding
from jaxlint.text.span import Span
from jaxlint.tracer.timing import UnblockedTiming
from jaxlint.tracer.view import View


class UnblockedTimingRule(Rule[UnblockedTiming]):
    """JAX returns before it has calculated; a clock has to wait for the result."""

    code = "JXL903"
    name = "unblocked-timing"
    summary = "a clock is stopped without waiting for what JAX calculates"
    watches = (UnblockedTiming,)

    def check(self, event: UnblockedTiming, view: View) -> Iterator[Finding]:
        module = view.module(event.place)
        called = module.slice(span_of(module, event.call.func))
        yield Finding(
            self.code,
            f"the clock does not wait for `{called}`: JAX returns before the result is there",
            span_of(module, event.call),
            help="wait for the result before the clock is stopped: `jax.block_until_ready(...)`",
            fix=None if event.looped else _fix(module, event.call),
        )


def _fix(module: Module, call: ast.Call) -> Fix | None:
    span = span_of(module, call)
    spelling = spell_at(module, "jax.block_until_ready", span)
    if spelling is None:
        return None
    before = Edit(Span(span.line, span.column, span.line, span.column), f"{spelling.text}(")
    after = Edit(Span(span.end_line, span.end_column, span.end_line, span.end_column), ")")
    return Fix("wait for the result", (before, after, *spelling.edits), Applicability.SAFE)
