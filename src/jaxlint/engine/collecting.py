"""The garbage collector, kept out of the way."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def not_collecting(*, for_good: bool = False) -> Iterator[None]:
    """No garbage collection while trees are made that are kept: it doubles the time and finds nothing.

    `for_good`: the process ends afterwards, and what was made is not looked through even then.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if for_good:
            gc.freeze()
        if collecting:
            gc.enable()
