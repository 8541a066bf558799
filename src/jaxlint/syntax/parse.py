"""Slices of a text, opened with libcst."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import field

import libcst as cst

from jaxlint.records import dataclass
from jaxlint.syntax.lines import BYTE_ORDER_MARK
from jaxlint.syntax.reading import reading
from jaxlint.syntax.slices import slice_end


@dataclass(frozen=True, slots=True)
class Opened:
    """A slice as libcst sees it. `text` is the slice with LF line ends and without indenting form feeds."""

    module: cst.Module
    text: str
    first_line: int
    shifts: Mapping[int, int] = field(default_factory=dict)
    """Line of the slice, from 1, to the characters taken away at its beginning."""
    numbers: Sequence[int] = ()
    """Lines of the file that the lines of the slice are, where some are left out."""
    ends: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """Places of the slice (line, column) behind which a body is left out, to the end of it in the file."""

    @property
    def faithful(self) -> bool:
        """Whether libcst gives the slice back as it was."""
        return self.module.code == self.text


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a slice cannot be opened."""

    reason: str


def open_statement(lines: Sequence[str], first_line: int, last_line: int) -> Opened | Refused:
    """Parse the lines `first_line` to `last_line` (from 1, inclusive) of a file.

    The lines are whole top-level statements that `ast` accepts and `gate.refusal` lets pass.
    """
    text = "".join(lines[first_line - 1 : slice_end(lines, last_line)]).removeprefix(BYTE_ORDER_MARK)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    shifts: dict[int, int] = {}
    if "\f" in text:
        text, shifts = _without_indenting_form_feeds(text)
    try:
        with reading():
            return Opened(cst.parse_module(text), text, first_line, shifts)
    except cst.ParserSyntaxError as error:
        return Refused(f"libcst: {error.message.partition(': expected')[0]}")
    except RecursionError:
        return Refused("the statement is nested too deeply")
    except Exception as error:  # libcst raises what its Rust half or its validation of nodes raises
        return Refused(f"libcst: {type(error).__name__}")


def _without_indenting_form_feeds(text: str) -> tuple[str, dict[int, int]]:
    """The text less the white space up to the last form feed of each line's indentation.

    To Python a form feed there restarts the indentation; libcst counts it or drops it.
    """
    inside: set[int] = set()
    try:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.Constant, ast.JoinedStr)) and node.end_lineno is not None:
                inside.update(range(node.lineno + 1, node.end_lineno + 1))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text, {}
    shifts: dict[int, int] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if "\f" in line and number not in inside:
            indentation = line[: len(line) - len(line.lstrip(" \t\f"))]
            cut = indentation.rfind("\f") + 1
            if cut:
                shifts[number] = cut
                lines[number - 1] = line[cut:]
    return "\n".join(lines), shifts
