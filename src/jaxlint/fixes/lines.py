"""Statements on lines of their own."""

from __future__ import annotations

from jaxlint.program.module import Module
from jaxlint.text.edits import Edit
from jaxlint.text.span import Span


def line_behind(module: Module, span: Span, text: str) -> Edit | None:
    """A line behind a statement, indented as it is; None where anything but a comment stands beside it."""
    last = module.lines[span.end_line - 1]
    written = last.rstrip("\r\n")
    indent, rest = module.lines[span.line - 1][: span.column], written[span.end_column :].strip()
    if indent.strip() or (rest and not rest.startswith("#")):
        return None
    place = Span(span.end_line, len(written), span.end_line, len(written))
    return Edit(place, f"{last[len(written) :] or chr(10)}{indent}{text}")
