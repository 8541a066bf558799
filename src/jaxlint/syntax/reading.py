"""How the interpreter is set while a program is read: room on the stack, no garbage collection, no warnings."""

from __future__ import annotations

import gc
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_ROOM = 6_000
"""Python frames that reading one statement may need on top of those already there."""


@contextmanager
def room() -> Iterator[None]:
    """No garbage collection, and room on the stack, while a statement is lowered.

    A caller may stand deep in recursion of its own.
    """
    collecting, limit = gc.isenabled(), sys.getrecursionlimit()
    gc.disable()
    sys.setrecursionlimit(limit + _ROOM)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        if collecting:
            gc.enable()


@contextmanager
def reading() -> Iterator[None]:
    """The same, and no warnings, while libcst reads. Collecting costs it a sixth of its time and finds nothing."""
    with room(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
