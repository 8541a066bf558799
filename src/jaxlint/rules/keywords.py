"""Notes at the word that a statement begins with."""

from __future__ import annotations

import ast

from jaxlint.program.module import Module
from jaxlint.program.uses import span_of
from jaxlint.text.findings import Note
from jaxlint.text.span import Span


def note_at(module: Module, label: str, statement: ast.stmt) -> Note:
    """At `for`, `while` or `def`: the rest of a compound statement is not what the note is about."""
    span = span_of(module, statement)
    word = module.slice(span).split(maxsplit=1)[0]
    return Note(label, Span(span.line, span.column, span.line, span.column + len(word)))
