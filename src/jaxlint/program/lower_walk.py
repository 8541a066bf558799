"""What every part of the lowering shares: numbers of places, scopes, the way from a node to its handler."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeAlias

import libcst as cst

from jaxlint.program import tree
from jaxlint.program.scopes import Scopes
from jaxlint.syntax.positions import Place

Handler: TypeAlias = Callable[[Any, Any], tree.Expr]


class Walk:
    """One walk over a slice: numbers its places, lowers its nodes, collects its scopes."""

    handlers: ClassVar[dict[type[cst.CSTNode], Handler]] = {}

    def __init__(self, first: int) -> None:
        self._first = first
        self.places: list[Place] = []
        self.scopes = Scopes()
        self.functions: dict[int, tree.Function] = {}

    def mark(self, place: Place) -> int:
        """The number of a place."""
        self.places.append(place)
        return self._first + len(self.places) - 1

    def expr(self, node: cst.CSTNode) -> tree.Expr:
        """An expression being read."""
        return self.handlers[node.__class__](self, node)

    def optional(self, node: cst.CSTNode | None) -> tree.Expr | None:
        return None if node is None else self.expr(node)

    def exprs(self, nodes: Iterable[cst.CSTNode]) -> tuple[tree.Expr, ...]:
        return tuple([self.expr(node) for node in nodes])
