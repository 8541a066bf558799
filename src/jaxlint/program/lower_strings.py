"""Lower libcst's strings, formatted strings and template strings to `program.tree`."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from jaxlint.program import tree
from jaxlint.program.lower_walk import Walk
from jaxlint.program.strings import field_text, string_value


class StringLowering(Walk):
    """The part of the walk that strings take."""

    def simple_string(self, node: cst.SimpleString) -> tree.Expr:
        return tree.Constant(self.mark(node), string_value(node))

    def formatted_string(self, node: cst.FormattedString) -> tree.Expr:
        at = self.mark(node)
        return tree.FString(at, _merged(self.fields(node.parts, node.start)))

    def templated_string(self, node: cst.TemplatedString) -> tree.Expr:
        at = self.mark(node)
        return tree.Opaque(at, self.template_operands(node.parts))

    def template_operands(self, parts: Iterable[cst.CSTNode]) -> tuple[tree.Expr, ...]:
        operands: list[tree.Expr] = []
        for part in parts:
            if isinstance(part, cst.TemplatedStringExpression | cst.FormattedStringExpression):
                operands.append(self.expr(part.expression))
                operands += self.template_operands(part.format_spec or ())
        return tuple(operands)

    def concatenated_string(self, node: cst.ConcatenatedString) -> tree.Expr:
        at = self.mark(node)
        pieces: list[cst.BaseString] = []
        rest: cst.BaseString = node
        while isinstance(rest, cst.ConcatenatedString):
            pieces.append(rest.left)
            rest = rest.right
        pieces.append(rest)
        if any(isinstance(piece, cst.TemplatedString) for piece in pieces):
            operands = [self.template_operands(getattr(piece, "parts", ())) for piece in pieces]
            return tree.Opaque(at, tuple([operand for group in operands for operand in group]))
        parts: list[str | tree.Format] = []
        binary: list[bytes] = []
        for piece in pieces:
            if isinstance(piece, cst.FormattedString):
                parts += self.fields(piece.parts, piece.start)
            elif isinstance(piece, cst.SimpleString):
                value = string_value(piece)
                if isinstance(value, bytes):
                    binary.append(value)
                else:
                    parts.append(value)
        if binary:
            return tree.Constant(at, b"".join(binary))
        if any(isinstance(piece, cst.FormattedString) for piece in pieces):
            return tree.FString(at, _merged(parts))
        return tree.Constant(at, "".join([part for part in parts if isinstance(part, str)]))

    def fields(self, parts: Iterable[cst.BaseFormattedStringContent], start: str) -> list[str | tree.Format]:
        """Text and fields of one f-string that begins with `start` (`rf"`)."""
        result: list[str | tree.Format] = []
        for part in parts:
            if isinstance(part, cst.FormattedStringText):
                result.append(field_text(part.value, start))
            elif isinstance(part, cst.FormattedStringExpression):
                at = self.mark(part)
                value = self.expr(part.expression)
                spec = None
                if part.format_spec is not None:
                    spec = tree.FString(self.mark(part), _merged(self.fields(part.format_spec, start)))
                result.append(tree.Format(at, value, part.conversion, spec, part.equal is not None))
        return result


def _merged(parts: list[str | tree.Format]) -> tuple[str | tree.Format, ...]:
    """The parts of an f-string with neighbouring and empty texts joined."""
    result: list[str | tree.Format] = []
    for part in parts:
        if isinstance(part, str) and result and isinstance(result[-1], str):
            result[-1] += part
        elif part != "":
            result.append(part)
    return tuple(result)
