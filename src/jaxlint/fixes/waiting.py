"""Conversions in loops over compiled steps, put behind the loop."""

from __future__ import annotations

import ast

from jaxlint.fixes.imports import spell_at
from jaxlint.fixes.lines import line_behind
from jaxlint.program.module import Module
from jaxlint.program.uses import span_of
from jaxlint.syntax.walking import walk
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.tracer.waiting_loops import LoopSync, Purpose


def converted_behind(event: LoopSync, module: Module) -> Fix | None:
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
    span = span_of(module, event.node)
    spelling = spell_at(module, "jax.device_get", span)
    if spelling is None or event.loop.orelse:
        return None
    if event.purpose is Purpose.APPENDED:
        behind = f"{keeper}[:] = map({cast}, {spelling.text}({keeper}))"
    else:
        behind = f"{keeper} = {cast}({keeper})"
    convert = line_behind(module, span_of(module, event.loop), behind)
    if convert is None:
        return None
    keep = Edit(span, module.slice(span_of(module, event.value)))
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
