"""Settings of the environment, moved above the import that reads them."""

from __future__ import annotations

import ast

from jaxlint.program.module import Module
from jaxlint.program.uses import span_of
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.text.span import Span
from jaxlint.tracer.settings import LateSetting


def earlier(event: LateSetting, module: Module) -> Fix | None:
    """The statement moved above the import, if it stands on a line of its own and `os` is there already."""
    match event.statement:
        case ast.Assign(value=ast.Constant()) if event.imported and event.top:
            span = span_of(module, event.statement)
            line = module.lines[span.line - 1]
            if (
                span.end_line != span.line
                or line[: span.column]
                or line[span.end_column :].strip().partition("#")[0]
            ):
                return None
            if event.reader.col_offset or not line.endswith("\n") or not _os_above(event, module):
                return None
            taken = Edit(Span(span.line, 0, span.line + 1, 0), "")
            if span.line == len(module.lines):
                return None
            put = Edit(Span(event.reader.lineno, 0, event.reader.lineno, 0), line)
            return Fix(f"Set `{event.name}` before JAX is imported", (put, taken), Applicability.UNSAFE)
    return None


def _os_above(event: LateSetting, module: Module) -> bool:
    return any(record.module == "os" and record.line < event.reader.lineno for record in module.index.imports)
