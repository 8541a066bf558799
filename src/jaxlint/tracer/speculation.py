"""Running something that the program does not do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jaxlint.tracer.core import Tracer
from jaxlint.tracer.frames import Pending


@contextmanager
def speculating(t: Tracer) -> Iterator[None]:
    """Run something that the program does not do, leaving no trace of it."""
    kept = (
        t.state, t.recording, t.regions, t.stack, t.loops, t.tries, t.expected,
        t.watches, t.fuel, Pending(t.pending), t.entered.copy(), dict(t.last_callee), t.quiet,
        t.statement,
    )  # fmt: skip
    observed = len(t.observed)
    t.state = t.live.fork()
    t.recording, t.regions, t.watches, t.quiet = False, [], [], True
    t.stack, t.tries = [], []
    try:
        yield
    finally:
        (
            t.state, t.recording, t.regions, t.stack, t.loops, t.tries, t.expected,
            t.watches, t.fuel, t.pending, t.entered, t.last_callee, t.quiet,
            t.statement,
        ) = kept  # fmt: skip
        del t.observed[observed:]
