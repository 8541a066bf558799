"""The text of a module by offsets, and the edits of a fix in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.text.edits import Edit
from jaxlint.text.span import Span

_COMMENT = re.compile(r"#[^\r\n]*")
_BLANK = re.compile(r"(?:[ \t\f]|\\\r?\n|\\\r)*")
_FILLER = re.compile(r"(?:[ \t\f\r\n]|\\\r?\n|\\\r|#[^\r\n]*)*")


class Source:
    """A module's text, addressed by offset from its beginning."""

    __slots__ = ("_starts", "module", "text")

    def __init__(self, module: Module) -> None:
        self.module = module
        self.text = module.text
        self._starts = [0, *accumulate(len(line) for line in module.lines)]

    def start(self, node: tree.Node) -> int:
        span = self.module.span_of(node.at)
        return self._starts[span.line - 1] + span.column

    def end(self, node: tree.Node) -> int:
        span = self.module.span_of(node.at)
        return self._starts[span.end_line - 1] + span.end_column

    def of(self, node: tree.Node) -> str:
        """The source of a node, as written."""
        return self.text[self.start(node) : self.end(node)]

    def outer_end(self, node: tree.Node, parentheses: int) -> int:
        """Where the last of the parentheses around a node closes."""
        offset = self.end(node)
        for _ in range(parentheses):
            offset = self.after_filler(offset) + 1
        return offset

    def after_blank(self, offset: int) -> int:
        """The offset after white space and joined lines."""
        found = _BLANK.match(self.text, offset)
        return offset if found is None else found.end()

    def after_filler(self, offset: int) -> int:
        """The offset after white space, line ends and comments."""
        found = _FILLER.match(self.text, offset)
        return offset if found is None else found.end()

    def replace(self, start: int, end: int, text: str) -> Edit:
        return Edit(Span(*self._position(start), *self._position(end)), text)

    def insert(self, offset: int, text: str) -> Edit:
        return self.replace(offset, offset, text)

    def _position(self, offset: int) -> tuple[int, int]:
        line = max(1, min(bisect_right(self._starts, offset), len(self.module.lines)))
        return line, offset - self._starts[line - 1]


def is_plain(text: str) -> bool:
    """Whether a text may be written a second time: it is one line."""
    return "\n" not in text and "\r" not in text


def opening_parentheses(text: str) -> int:
    """How many parentheses a text of white space, comments and parentheses opens."""
    return _COMMENT.sub("", text).count("(")
