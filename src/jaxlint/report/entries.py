"""What every format shares: problems put as findings, paths, and one line for one message."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from jaxlint.engine.result import FileResult, Problem
from jaxlint.text.findings import Finding
from jaxlint.text.span import Span

STDIN = "-"


def entries(result: FileResult) -> Iterator[Finding]:
    """What there is to report of one file: its problems, then its findings."""
    for problem in result.problems:
        yield _as_finding(problem)
    yield from result.findings


def _as_finding(problem: Problem) -> Finding:
    place = Span(problem.line, problem.column, problem.line, problem.column)
    return Finding(problem.kind.value, problem.message, place)


def shown_path(path: str) -> str:
    """The path as a reader of the terminal knows it: from the working folder, where it lies below."""
    if path == STDIN or not Path(path).is_absolute():
        return path
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except ValueError:
        return path


def whole_path(path: str) -> str:
    """The path as another program needs it: absolute, links not followed."""
    return path if path == STDIN else os.path.abspath(path)  # noqa: PTH100 - `resolve` follows links


def one_line(text: str) -> str:
    """The text in one line, whatever a user's program puts into a message."""
    return " ".join(text.splitlines())


def printable(text: str) -> str:
    """The text with control characters as their pictures: a linted file must not steer the terminal."""
    return text if text.isprintable() else "".join(map(_picture, text))


def _picture(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if character.isprintable():
        return character
    return "\u2421" if code == 0x7F else "\ufffd"
