"""Exact places of libcst nodes, worked out only where a finding needs them.

A span is the one that `ast` gives the same construct: without the parentheses around an expression, save
those of a tuple and of a generator expression, and from `def` or `class` on, without the decorators.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import libcst as cst
from libcst.metadata import CodePosition, CodeRange, MetadataWrapper, PositionProvider

from jaxlint.records import dataclass
from jaxlint.syntax.parse import Opened
from jaxlint.syntax.reading import reading
from jaxlint.text.span import Span


@dataclass(frozen=True, slots=True, eq=False)
class Between:
    """From the beginning of one node to the end of another: `async def ...`."""

    first: cst.CSTNode
    last: cst.CSTNode


@dataclass(frozen=True, slots=True, eq=False)
class Indices:
    """The tuple in `x[a, b]`; a comma at its end belongs to it."""

    subscript: cst.Subscript


@dataclass(frozen=True, slots=True, eq=False)
class BareGenerator:
    """A generator expression whose parentheses are those of the call around it."""

    call: cst.Call


Place: TypeAlias = cst.CSTNode | Between | Indices | BareGenerator


class Positions:
    """Spans of the places of one opened slice."""

    __slots__ = ("_lines", "_opened", "_ranges")

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._lines = opened.text.split("\n")
        with reading():
            wrapper = MetadataWrapper(opened.module, unsafe_skip_copy=True)
            self._ranges: Mapping[cst.CSTNode, CodeRange] = wrapper.resolve(PositionProvider)

    def span(self, place: Place) -> Span:
        """The span of a place in the file."""
        start, end = self._start(place), self._end(place)
        return Span(*self._in_file(start), *self._in_file(end, is_end=True))

    def _in_file(self, position: CodePosition, is_end: bool = False) -> tuple[int, int]:
        """Line and column in the file of a place in the slice."""
        opened = self._opened
        left_out = opened.ends.get((position.line, position.column)) if is_end else None
        if left_out is not None:
            return left_out
        numbers = opened.numbers
        line = numbers[position.line - 1] if numbers else position.line + opened.first_line - 1
        return line, position.column + opened.shifts.get(position.line, 0)

    def _start(self, place: Place) -> CodePosition:
        match place:
            case Between(first=first):
                return self._start(first)
            case Indices(subscript=subscript):
                return self._start(subscript.slice[0])
            case BareGenerator(call=call):
                end = self._after(self._outer_end(call.func), "(")
                return CodePosition(end.line, end.column - 1)
            case cst.Tuple(lpar=[*_, innermost]) | cst.GeneratorExp(lpar=[*_, innermost]):
                return self._ranges[innermost].start
            case _:
                return self._ranges[place].start

    def _end(self, place: Place) -> CodePosition:
        match place:
            case Between(last=last):
                return self._end(last)
            case Indices(subscript=subscript):
                element = subscript.slice[-1]
                end = self._end(element.slice if isinstance(element.slice, cst.Slice) else element)
                return self._after(end, ",") if isinstance(element.comma, cst.Comma) else end
            case cst.Slice():
                return self._slice_end(place)
            case BareGenerator(call=call):
                return self._ranges[call].end
            case cst.Tuple(rpar=[innermost, *_]) | cst.GeneratorExp(rpar=[innermost, *_]):
                return self._ranges[innermost].end
            case _:
                return self._ranges[place].end

    def _slice_end(self, node: cst.Slice) -> CodePosition:
        """The end of `lower:upper:step`; libcst counts the white space behind its last colon."""
        if node.step is not None:
            return self._outer_end(node.step)
        if node.upper is not None:
            end = self._outer_end(node.upper)
        else:
            before = self._start(node) if node.lower is None else self._outer_end(node.lower)
            end = self._after(before, ":")
        return self._after(end, ":") if isinstance(node.second_colon, cst.Colon) else end

    def _outer_end(self, node: cst.BaseExpression) -> CodePosition:
        """The end of a node, its own parentheses included."""
        return self._ranges[node.rpar[-1]].end if node.rpar else self._end(node)

    def _after(self, position: CodePosition, token: str) -> CodePosition:
        """The end of the next token, which only white space and comments precede."""
        line, column = position.line, position.column
        while True:
            code = self._lines[line - 1][column:].partition("#")[0]
            found = code.find(token)
            if found >= 0:
                return CodePosition(line, column + found + 1)
            line, column = line + 1, 0
