"""Physical lines as Python's own tokenizer counts them, and columns in characters."""

from __future__ import annotations

import re

_ANY_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

BYTE_ORDER_MARK = "\ufeff"


def split_lines(text: str) -> list[str]:
    """The lines of a text with their ends; only CR, LF and CR LF end a line (`str.splitlines` knows more)."""
    lines = text.splitlines(keepends=True)
    if len(lines) == text.count("\n") + (not text.endswith("\n")):
        return lines
    return _ANY_LINE.findall(text)


def character_column(line: str, byte_column: int) -> int:
    """The column in characters of a column that `ast` counts in UTF-8 bytes."""
    if line.isascii():
        return byte_column
    return len(line.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "surrogatepass"))
