"""What every part of the lowering shares: numbers, scopes, the way from a node to its handler.

The numbers are those of `syntax.places`, which counts in the same order over what libcst reads.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, TypeAlias

from jaxlint.program import tree
from jaxlint.program.scopes import Scopes

Handler: TypeAlias = Callable[[Any, Any], tree.Expr]


class Walk:
    """One walk over a slice: numbers its nodes, lowers them, collects its scopes."""

    handlers: ClassVar[dict[type[ast.AST], Handler]] = {}

    def __init__(self, first: int, known: Mapping[int, tree.Function] | None = None) -> None:
        self._last = first - 1
        self.nodes: list[ast.AST] = []
        """What each number was given to; of a name that `ast` has no node for, to what holds it."""
        self.scopes = Scopes()
        self.functions: dict[int, tree.Function] = {}
        self.known = known or {}

    def mark(self, node: ast.AST) -> int:
        """The next number."""
        self.nodes.append(node)
        self._last = number = self._last + 1
        return number

    def expr(self, node: ast.AST) -> tree.Expr:
        """An expression being read."""
        return self.handlers[node.__class__](self, node)

    def optional(self, node: ast.AST | None) -> tree.Expr | None:
        return None if node is None else self.handlers[node.__class__](self, node)

    def exprs(self, nodes: Iterable[ast.AST]) -> tuple[tree.Expr, ...]:
        return tuple([self.handlers[node.__class__](self, node) for node in nodes])
