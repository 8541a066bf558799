"""A transformation of JAX, replaced by that of a library on it."""

from __future__ import annotations

import ast

from jaxlint.fixes.imports import spell_at
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.text.span import Span


def other_transformation(module: Module, at: int, better: str, *, plain: bool = False) -> Fix | None:
    """`hk.remat(f)` for `jax.checkpoint(f)`, which stands at the node `at`; of a `plain` one only without options."""
    whole, text = module.span_of(at), module.text_of(at)
    try:
        written = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    if isinstance(written, ast.Call):
        if plain and (written.keywords or len(written.args) != 1):
            return None
        written = written.func
    if not isinstance(written, ast.Attribute | ast.Name) or written.lineno != 1 or written.end_lineno != 1:
        return None
    name = ast.unparse(written)
    if not text.startswith(name):
        return None
    span = Span(whole.line, whole.column, whole.line, whole.column + len(name))
    spelling = spell_at(module, better, span)
    if spelling is None:
        return None
    return Fix(f"Use `{spelling.text}`", (Edit(span, spelling.text), *spelling.edits), Applicability.UNSAFE)
