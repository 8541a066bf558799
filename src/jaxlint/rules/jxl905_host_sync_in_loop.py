"""JXL905: a loop over compiled steps waits for each of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jaxlint.fixes.imports import spell_at
from jaxlint.program.module import Module
from jaxlint.program.uses import span_of
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import with_tail
from jaxlint.syntax.walking import walk
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.text.findings import Finding, Note
from jaxlint.text.span import Span
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
        loop = span_of(module, event.loop)
        yield Finding(
            self.code,
            message,
            span,
            (Note("the loop", Span(loop.line, loop.column, loop.line, loop.column + 1)),),
            help=_CURES[event.purpose],
            fix=_fix(module, event, span),
        )


def _fix(module: Module, event: LoopSync, span: Span) -> Fix | None:
    """The array in place of its number, and the conversion behind the loop."""
    match event.node, event.keeper:
        case ast.Call(func=ast.Name(id=cast)), ast.Name(id=keeper) if event.purpose in (
            Purpose.APPENDED,
            Purpose.SUMMED,
        ):
            pass
        case _:
            return None
    if not _begins_as(module, keeper, ast.List if event.purpose is Purpose.APPENDED else ast.Constant):
        return None
    spelling = spell_at(module, "jax.device_get", span)
    if spelling is None or event.loop.orelse:
        return None
    if event.purpose is Purpose.APPENDED:
        behind = f"{keeper}[:] = map({cast}, {spelling.text}({keeper}))"
    else:
        behind = f"{keeper} = {cast}({keeper})"
    loop = span_of(module, event.loop)
    indent = module.lines[loop.line - 1][: loop.column]
    if indent.strip():
        return None
    end = len(module.lines[loop.end_line - 1].rstrip("\r\n"))
    keep = Edit(span, module.slice(span_of(module, event.value)))
    convert = Edit(Span(loop.end_line, end, loop.end_line, end), f"\n{indent}{behind}")
    return Fix("convert behind the loop", (keep, convert, *spelling.edits), Applicability.UNSAFE)


def _begins_as(module: Module, name: str, kind: type[ast.expr]) -> bool:
    """Whether every assignment of a variable in the module gives it a list, or a number, that is written out."""
    values = [
        node.value
        for statement in module.index.statements
        for node in walk(statement.node)
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
    ]
    return bool(values) and all(isinstance(value, kind) for value in values)
