"""Methods whose bodies are read apart from their class: what nobody asks for is not read."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TypeAlias

from jaxlint.syntax.slices import slice_end

WORTHWHILE = 4
"""Lines from which on a body is left out."""

Method: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


def methods(node: ast.ClassDef) -> list[Method]:
    """The functions that stand in a class body itself."""
    return [part for part in node.body if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef))]


def may_be_left_out(method: Method, lines: Sequence[str]) -> bool:
    """Whether the body is long and stands on lines of its own."""
    first = method.body[0]
    last = method.end_lineno or first.lineno
    if last - first.lineno + 1 < WORTHWHILE or getattr(first, "decorator_list", None):
        return False
    if lines[first.lineno - 1][: first.col_offset].strip(" \t") or first.lineno <= method.lineno:
        return False
    # A backslash joins what stands before the body, or behind it, to one of its lines.
    joined = lines[first.lineno - 2].rstrip("\r\n").endswith("\\")
    return not joined and slice_end(lines, last) == last
