"""Fixes that write the new name of what has been renamed: in place, in imports, in keywords of calls."""

from __future__ import annotations

import ast

from jaxlint.fixes.imports import line_below, spell_at
from jaxlint.program.module import Module
from jaxlint.program.uses import Form, Use, span_of
from jaxlint.signatures.changes import Change
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.text.span import Span


def rename_fix(module: Module, use: Use, change: Change) -> Fix | None:
    """The fix for one use of a changed name, where a name has taken its place."""
    if change.instead is None or not change.fix:
        return None
    if change.parameter is not None:
        edits = _keyword(module, use, change.parameter, change.instead)
    elif use.form is Form.ATTRIBUTE:
        edits = _attribute(module, use, change.name.count(".") + 1, change.instead)
    elif use.form is Form.FROM and use.name == change.name:
        edits = _from_import(module, use, change.instead)
    else:
        edits = _import(module, use, change)
    if not edits:
        return None
    title = f"replace `{change.parameter or change.name}` by `{change.instead}`"
    return Fix(title, edits, Applicability.SAFE if change.fix == "safe" else Applicability.UNSAFE)


def _keyword(module: Module, use: Use, old: str, new: str) -> tuple[Edit, ...]:
    for keyword in use.call.keywords if use.call is not None else ():
        if keyword.arg == old:
            whole = span_of(module, keyword)
            end = whole.column + len(old)
            return (Edit(Span(whole.line, whole.column, whole.line, end), new),)
    return ()


def _attribute(module: Module, use: Use, length: int, new: str) -> tuple[Edit, ...]:
    node = use.part(length)
    span = span_of(module, node)
    if span.line != span.end_line:
        return ()
    spelling = spell_at(module, new, span, alone=True)
    return () if spelling is None else (Edit(span, spelling.text), *spelling.edits)


def _from_import(module: Module, use: Use, new: str) -> tuple[Edit, ...]:
    """`from parent import new as old`: what the file calls it stays."""
    alias, statement = use.node, use.statement
    if not isinstance(alias, ast.alias) or not isinstance(statement, ast.ImportFrom):
        return ()
    parent, _, leaf = new.rpartition(".")
    bound = alias.asname or alias.name
    text = leaf if leaf == bound else f"{leaf} as {bound}"
    if parent == statement.module:
        return (Edit(span_of(module, alias), text),)
    whole = span_of(module, statement)
    if len(statement.names) == 1:
        if "#" in module.slice(whole):
            return ()
        return (Edit(whole, f"from {parent} import {text}"),)
    removed = _without(module, statement, alias)
    rest = module.lines[whole.end_line - 1][whole.end_column :].strip()
    if removed is None or (rest and not rest.startswith("#")):
        return ()
    indentation = module.lines[whole.line - 1][: whole.column]
    if indentation.strip():
        return ()
    return (removed, line_below(module, whole.end_line, f"{indentation}from {parent} import {text}"))


def _without(module: Module, statement: ast.ImportFrom, alias: ast.alias) -> Edit | None:
    """The edit that takes one of several names out of an import."""
    position = statement.names.index(alias)
    here = span_of(module, alias)
    if position + 1 < len(statement.names):
        after = span_of(module, statement.names[position + 1])
        gap = Span(here.line, here.column, after.line, after.column)
    else:
        before = span_of(module, statement.names[position - 1])
        gap = Span(before.end_line, before.end_column, here.end_line, here.end_column)
    return None if "#" in module.slice(gap) else Edit(gap, "")


def _import(module: Module, use: Use, change: Change) -> tuple[Edit, ...]:
    """Imports of a module that has moved, and of what is in it."""
    alias, statement, new = use.node, use.statement, change.instead
    if new is None or not isinstance(alias, ast.alias):
        return ()
    if isinstance(statement, ast.Import):
        if alias.asname is None:
            return ()
        return (Edit(span_of(module, alias), f"{new}{use.name[len(change.name) :]} as {alias.asname}"),)
    whole = span_of(module, statement)
    if not isinstance(statement, ast.ImportFrom) or len(statement.names) != 1 or "#" in module.slice(whole):
        return ()
    parent = f"{new}{use.name[len(change.name) :]}".rpartition(".")[0]
    return (Edit(whole, f"from {parent} import {module.slice(span_of(module, alias))}"),)
