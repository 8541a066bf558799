"""Fixes as unified diffs that `patch -p0` and `git apply -p0` take."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from jaxlint.engine.result import FixedFile
from jaxlint.report.entries import shown_path

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def render_diff(fixed: FixedFile) -> Iterator[str]:
    """The diff of one file; nothing where the fixes change nothing."""
    path = shown_path(fixed.path)
    before, after = _LINE.findall(fixed.before), _LINE.findall(fixed.after)
    for line in difflib.unified_diff(before, after, path, path):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
