"""Abstract garbage collection: between two roots, what no state holds any more is forgotten.

A function that waits to be entered waits in a state, which holds every frame that its code can reach. Frames that no
such state holds are out of reach for the rest of the run, and so is all that is known of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import islice

from jaxlint.domain.origins import Place
from jaxlint.domain.values import FunctionValue, Value
from jaxlint.tracer.callees import underlying
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.memo import is_within
from jaxlint.tracer.records import owner_of
from jaxlint.tracer.staleness import constructs
from jaxlint.tracer.state import State

FIRST, NEXT = 4_000, 2_000
"""New frames that make a collection worth its time."""

SHARE = 8
"""A collection looks at all frames: it is due when at least an eighth of them is new."""

CALLS = 2_000
"""So many of the calls that were remembered last are looked through for those still worth it."""


class Collector:
    """Knows when a collection is worth its time."""

    def __init__(self, t: Tracer) -> None:
        self._tracer = t
        self._enough = len(t.frames) + FIRST

    def is_due(self) -> bool:
        return len(self._tracer.frames) > self._enough

    def collect(self, states: Iterable[State]) -> None:
        """Forget frames that none of these states holds, nor the state after import."""
        t = self._tracer
        alive = _reached(t, states)
        t.frames = {serial: info for serial, info in t.frames.items() if serial in alive}
        t.writes = {
            cell: changes
            for cell, writes in t.writes.items()
            if owner_of(cell) in alive
            and (changes := [w for w in writes if w.function is None or not constructs(t, w.function)])
        }
        t.defaults = {value: known for value, known in t.defaults.items() if value.frame in alive}
        t.wrapped = {value: known for value, known in t.wrapped.items() if value.frame in alive}
        t.rules = {value: rule for value, rule in t.rules.items() if _is_alive(value, alive)}
        t.classes = {value: info for value, info in t.classes.items() if value.frame in alive}
        t.class_frames = {value: serial for value, serial in t.class_frames.items() if serial in alive}
        t.classes_by_place = {value.place: value for value in t.classes}
        t.class_being_defined = {s: kinds for s, kinds in t.class_being_defined.items() if s in alive}
        t.observed = [record for record in t.observed if record.function.frame in alive]
        latest = islice(reversed(t.memory.items()), CALLS)
        t.memory = dict(reversed([one for one in latest if is_within(*one, alive)]))
        self._enough = len(t.frames) + max(NEXT, len(t.frames) // SHARE)


def places_told_apart(t: Tracer) -> Iterator[Place]:
    """Where the nodes stand that events and traces hold, which are looked for among those of their functions."""
    for event in (*t.events, *t.rebuilding.found.values()):
        yield event.place
        yield from event.context.call_sites
        for one in fields(event):
            if isinstance(place := getattr(event, one.name), Place):
                yield place
    for record in t.observed:
        yield record.function.place
        for read in record.reads.values():
            yield read.place


def _reached(t: Tracer, states: Iterable[State]) -> set[int]:
    alive = set(t.module_frames.values())
    seen: set[int] = set()
    for state in states:
        alive.update(state.serials(seen))
    waiting = [t.frames[serial].parent for serial in alive if serial in t.frames]
    while waiting:
        serial = waiting.pop()
        if serial is not None and serial not in alive:
            alive.add(serial)
            waiting.append(t.frames[serial].parent if serial in t.frames else None)
    return alive


def _is_alive(value: Value, alive: set[int]) -> bool:
    function: FunctionValue | None = underlying(value)[0]
    return function is None or function.frame in alive
