"""Path patterns of the configuration: `exclude`, `per-file-ignores`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path


def absolute(path: str | os.PathLike[str], root: Path | None = None) -> str:
    """The path from the file system's root, with forward slashes, links not followed."""
    joined = os.path.join(root, path) if root is not None else path  # noqa: PTH118 - `/` costs ten times more
    return os.path.abspath(joined).replace(os.sep, "/")  # noqa: PTH100 - `resolve` follows links


def matches(path: str | os.PathLike[str], patterns: Iterable[str], root: Path) -> bool:
    """Whether a pattern names this path, either by its last part or from `root` on.

    `*` crosses folders, as ruff has it: `tests/*.py` also names `tests/unit/test_a.py`.
    """
    compiled = _compile(tuple(patterns), root)
    if compiled is None:
        return False
    whole = absolute(path)
    return bool(compiled.fullmatch(whole) or compiled.fullmatch(whole.rpartition("/")[2]))


@cache
def _compile(patterns: tuple[str, ...], root: Path) -> re.Pattern[str] | None:
    if not patterns:
        return None
    prefix = re.escape(absolute(root).rstrip("/") + "/")
    alternatives: list[str] = []
    for pattern in patterns:
        translated = _translate(pattern.removeprefix("./").rstrip("/"))
        alternatives += (translated, prefix + translated)
    return re.compile("|".join(alternatives), re.DOTALL)


_SPECIAL = re.compile(
    r"""(?P<folders>(?:(?<=/)|^)\*\*/) | (?P<stars>\*+) | (?P<any>\?)
      | (?P<set>\[[!^]?\]?[^\]]*\]) | \{(?P<choices>[^{}]*)\}""",
    re.VERBOSE,
)


def _translate(pattern: str) -> str:
    """The pattern as a regular expression: `*`, `**/`, `?`, `[abc]`, `[!abc]`, `{a,b}`."""
    pieces: list[str] = []
    done = 0
    for match in _SPECIAL.finditer(pattern):
        pieces.append(re.escape(pattern[done : match.start()]))
        done = match.end()
        match match.lastgroup:
            case "folders":
                pieces.append("(?:.*/)?")
            case "stars":
                pieces.append(".*")
            case "any":
                pieces.append(".")
            case "set":
                negated = match["set"][1] in "!^"
                members = match["set"][2 if negated else 1 : -1]
                quoted = re.sub(r"[][\\^&~|]", r"\\\g<0>", members)
                pieces.append(f"[{'^' if negated else ''}{quoted}]")
            case _:
                choices = "|".join(_translate(choice) for choice in match["choices"].split(","))
                pieces.append(f"(?:{choices})")
    pieces.append(re.escape(pattern[done:]))
    return "".join(pieces)
