"""Lower f-strings and template strings to `program.tree`."""

from __future__ import annotations

import ast
from typing import Any

from jaxlint.program import tree
from jaxlint.program.lower_walk import Walk


class StringLowering(Walk):
    """The part of the walk that strings with fields take."""

    def formatted_string(self, node: ast.JoinedStr) -> tree.Expr:
        return self._formatted(self.mark(node), node)

    def _formatted(self, at: int, node: ast.JoinedStr) -> tree.FString:
        parts: list[str | tree.Format] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                parts.append(self._field(part))
            elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                parts.append(part.value)
        return tree.FString(at, _merged(parts))

    def _field(self, node: ast.FormattedValue) -> tree.Format:
        at = self.mark(node)
        value = self.expr(node.value)
        spec = None
        if isinstance(node.format_spec, ast.JoinedStr):
            spec = self._formatted(self.mark(node), node.format_spec)
        conversion = None if node.conversion == -1 else chr(node.conversion)
        return tree.Format(at, value, conversion, spec)

    def template_string(self, node: Any) -> tree.Expr:
        """`t"..."`, new in Python 3.14: what it holds is evaluated, what it is stays unknown."""
        at = self.mark(node)
        return tree.Opaque(at, self._operands(node.values))

    def _operands(self, parts: list[Any]) -> tuple[tree.Expr, ...]:
        operands: list[tree.Expr] = []
        for part in parts:
            if hasattr(part, "format_spec"):
                operands.append(self.expr(part.value))
                if part.format_spec is not None:
                    operands += self._operands(part.format_spec.values)
        return tuple(operands)


def _merged(parts: list[str | tree.Format]) -> tuple[str | tree.Format, ...]:
    """The parts with neighbouring and empty texts joined: some releases of Python 3.12 leave them so."""
    result: list[str | tree.Format] = []
    for part in parts:
        if isinstance(part, str) and result and isinstance(result[-1], str):
            result[-1] += part
        elif part != "":
            result.append(part)
    return tuple(result)
