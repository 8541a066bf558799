"""Colours of the terminal, where there is one that shows them."""

from __future__ import annotations

import os
from typing import TextIO

from jaxlint.records import dataclass


@dataclass(frozen=True, slots=True)
class Paint:
    """Marks text by its part in a report; leaves it plain where `color` is off."""

    color: bool = False

    def place(self, text: str) -> str:
        return self._wrap("1", text)

    def code(self, text: str) -> str:
        return self._wrap("1;31", text)

    def gutter(self, text: str) -> str:
        return self._wrap("1;34", text)

    def primary(self, text: str) -> str:
        return self._wrap("1;31", text)

    def secondary(self, text: str) -> str:
        return self._wrap("1;34", text)

    def advice(self, text: str) -> str:
        return self._wrap("1;36", text)

    def _wrap(self, style: str, text: str) -> str:
        return f"\033[{style}m{text}\033[0m" if self.color and text else text


def shows_color(stream: TextIO) -> bool:
    """Whether to colour what goes to this stream: a terminal, unless `NO_COLOR` or `FORCE_COLOR` is set."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"
