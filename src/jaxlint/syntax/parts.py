"""Classes without the bodies of their methods, and single methods: what libcst need not read, it does not."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from jaxlint.syntax.bodies import Method
from jaxlint.syntax.parse import Opened, Refused, open_statement
from jaxlint.syntax.slices import slice_end


def open_without(
    node: ast.ClassDef, left_out: Sequence[Method], lines: Sequence[str], first: int
) -> Opened | Refused:
    """A class, `first` its first line, with `pass` for the bodies of some methods."""
    kept: list[str] = []
    numbers: list[int] = []
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    at = first
    for method in left_out:
        body = method.body[0]
        kept += lines[at - 1 : body.lineno - 1]
        numbers += range(at, body.lineno)
        kept.append(lines[body.lineno - 1][: body.col_offset] + "pass\n")
        numbers.append(body.lineno)
        ends[len(kept), body.col_offset + len("pass")] = _end(method, lines)
        at = (method.end_lineno or body.lineno) + 1
    last = slice_end(lines, node.end_lineno or node.lineno)
    kept += lines[at - 1 : last]
    numbers += range(at, last + 1)
    return _told(open_statement(kept, 1, len(kept)), numbers, ends)


def open_method(node: ast.ClassDef, method: Method, lines: Sequence[str]) -> Opened | Refused:
    """One method, alone in its class."""
    last = slice_end(lines, method.end_lineno or method.lineno)
    kept = [f"class {node.name}:\n", *lines[method.lineno - 1 : last]]
    return _told(open_statement(kept, 1, len(kept)), [method.lineno, *range(method.lineno, last + 1)], {})


def _end(method: Method, lines: Sequence[str]) -> tuple[int, int]:
    """Line and column of the end of a function; `ast` counts bytes."""
    line, column = method.end_lineno or method.lineno, method.end_col_offset or 0
    return line, len(lines[line - 1].encode()[:column].decode())


def _told(
    opened: Opened | Refused, numbers: list[int], ends: dict[tuple[int, int], tuple[int, int]]
) -> Opened | Refused:
    return replace(opened, numbers=numbers, ends=ends) if isinstance(opened, Opened) else opened
