"""From statements of `ast` to `program.tree`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence

from jaxlint.program import tree
from jaxlint.program.lower_statements import Definition, StatementLowering
from jaxlint.records import dataclass


@dataclass(frozen=True, slots=True)
class Lowered:
    """The statements of a slice; the number of `nodes[n]` is that of the first and `n`."""

    statements: tuple[tree.Stmt, ...]
    functions: dict[int, tree.Function]
    classes: dict[int, tree.ClassDef]
    nodes: list[ast.AST]


def lower(
    nodes: Sequence[ast.stmt],
    first: int,
    left_out: Iterable[Definition] = (),
    known: Mapping[int, tree.Function] | None = None,
) -> Lowered:
    """Lower statements, numbering what they are made of from `first`; the same get the same numbers.

    The bodies of methods that are `left_out` are not looked at. Functions that are `known` are given their bodies
    again.
    """
    walk = StatementLowering(first, frozenset(left_out), known)
    return Lowered(walk.block(nodes), walk.functions, walk.classes, walk.nodes)


def lower_method(
    node: ast.ClassDef, method: Definition, first: int, known: Mapping[int, tree.Function] | None = None
) -> Lowered:
    """Lower a method that was left out, alone in its class."""
    walk = StatementLowering(first, known=known)
    return Lowered((walk.method(node, method),), walk.functions, walk.classes, walk.nodes)
