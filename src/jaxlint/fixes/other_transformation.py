"""A transformation of JAX, replaced by that of a library on it."""

from __future__ import annotations

import ast

from jaxlint.fixes.imports import spell_at
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.text.span import Span


def other_transformation(module: Module, at: int, better: str, *, plain: bool = False) -> Fix | None:
    """`hk.remat(f)` for `jax.checkpoint(f)`, which stands at the node `at`, alone or in a `partial`; of a `plain` one
    only without options.
    """
    whole, text = module.span_of(at), module.text_of(at)
    try:
        written = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    if isinstance(written, ast.Call):
        if plain and (written.keywords or len(written.args) != 1):
            return None
        partial = ast.unparse(written.func).rpartition(".")[2] == "partial"
        written = written.args[0] if partial and written.args else written.func
    if not isinstance(written, (ast.Attribute, ast.Name)) or written.lineno != 1 or written.end_lineno != 1:
        return None
    name = ast.unparse(written)
    if not text.isascii() or not text[written.col_offset :].startswith(name):
        return None
    start = whole.column + written.col_offset
    span = Span(whole.line, start, whole.line, start + len(name))
    spelling = spell_at(module, better, span)
    if spelling is None:
        return None
    return Fix(f"Use `{spelling.text}`", (Edit(span, spelling.text), *spelling.edits), Applicability.UNSAFE)
