"""Names as Python knows them, values of string literals, the text between the fields of an f-string."""

from __future__ import annotations

import ast
import unicodedata

import libcst as cst


def identifier(node: cst.Name) -> str:
    """The name that an identifier spells: Python takes its compatibility form (NFKC)."""
    spelled = node.value
    return spelled if spelled.isascii() else unicodedata.normalize("NFKC", spelled)


def string_value(node: cst.SimpleString) -> str | bytes:
    """The value of one string or bytes literal."""
    literal = node.value
    if "\\" not in literal and literal[0] in "'\"":
        quotes = 3 if literal[:3] in ("'''", '"""') else 1
        return literal[quotes:-quotes]
    value: str | bytes = ast.literal_eval(literal)
    return value


def field_text(raw: str, start: str) -> str:
    """The value of the text between the fields of an f-string that begins with `start` (`rf"`)."""
    text = raw.replace("{{", "{").replace("}}", "}")
    if "\\" not in text or "r" in start.lower():
        return text
    # A backslash before a field stands for itself: `f"\{x}"`.
    tail = ""
    if (len(text) - len(text.rstrip("\\"))) % 2:
        text, tail = text[:-1], "\\"
    quote = start.lstrip("fFrRtTbBuU")
    # The blank keeps a quote at the end of the text apart from the closing quotes.
    value: str = ast.literal_eval(f"{quote}{text} {quote}")
    return value[:-1] + tail
