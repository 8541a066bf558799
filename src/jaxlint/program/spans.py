"""Where the nodes of a slice stand: as libcst has it or, where it cannot read the slice, as `ast` has it."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from jaxlint.syntax.lines import character_column
from jaxlint.syntax.parse import Opened, Refused
from jaxlint.syntax.places import places_of
from jaxlint.syntax.positions import Positions
from jaxlint.text.span import Span


def locate(
    nodes: Sequence[ast.AST], opened: Opened | Refused | None, lines: Sequence[str]
) -> tuple[tuple[Span, ...], bool]:
    """The spans of the nodes, and whether libcst gives the slice back as it was; `opened` is what it has read."""
    places = places_of(opened.module) if isinstance(opened, Opened) else []
    if isinstance(opened, Opened) and len(places) == len(nodes):
        positions = Positions(opened)
        return tuple([positions.span(place) for place in places]), opened.faithful
    return tuple([ast_span(node, lines) for node in nodes]), False


def ast_span(node: ast.AST, lines: Sequence[str]) -> Span:
    """The place of a node in a file with these lines, as `ast` has it."""
    assert isinstance(
        node, (ast.expr, ast.stmt, ast.arg, ast.keyword, ast.alias, ast.excepthandler, ast.pattern)
    )
    end_line = node.end_lineno or node.lineno
    start = character_column(lines[node.lineno - 1], node.col_offset)
    end = character_column(lines[end_line - 1], node.end_col_offset or node.col_offset)
    return Span(node.lineno, start, end_line, end)
