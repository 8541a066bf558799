"""Memory of calls: a function that only computes need not be run again on the same abstract arguments.

A call is remembered with what it read from outside; it is used again while those cells hold the same writes.
Calls that write to anything older than themselves, or deal in mutable objects, are run each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from jaxlint.domain.keys import Key as RandomKey
from jaxlint.domain.values import (
    Array,
    AtIndexer,
    Const,
    Extent,
    External,
    FunctionValue,
    Host,
    NumPyArray,
    PartialValue,
    PyTree,
    SliceValue,
    Transformed,
    TupleValue,
    Unknown,
    Value,
)
from jaxlint.records import dataclass
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.records import Read

if TYPE_CHECKING:
    from jaxlint.tracer.core import Tracer

Key: TypeAlias = tuple[object, ...]
PLAIN = (Array, NumPyArray, Const, Host, Extent, External, PyTree, Unknown, SliceValue, AtIndexer)
"""Values without parts that could change."""


@dataclass(slots=True)
class Watch:
    """What a running call has touched outside its own frames, which are those from `start` on."""

    start: int
    sizes: int
    """How many symbols there were before."""
    reads: dict[object, Read] = field(default_factory=dict)
    oldest_write: int = 1 << 60
    pure: bool = True


@dataclass(frozen=True, slots=True)
class Remembered:
    result: Value
    reads: tuple[Read, ...]
    sizes: int


def is_plain(value: Value, start: int | None = None) -> bool:
    """Whether a value has no mutable part, and refers to no frame from `start` on."""
    match value:
        case Array(key=RandomKey(born=born)) if start is not None:
            # A key made in the call is another one each time.
            return born < start if start >= 0 else born > start
        case TupleValue(items=items):
            return all(is_plain(item, start) for item in items)
        case FunctionValue(frame=frame):
            return start is None or frame < start
        case PartialValue(function=function, args=args, kwargs=kwargs):
            return all(is_plain(v, start) for v in (function, *args, *(v for _, v in kwargs)))
        case Transformed(function=function, options=options):
            return is_plain(function, start) and all(is_plain(v, start) for _, v in options)
    return isinstance(value, PLAIN)


def key_of(t: Tracer, function: FunctionValue, args: CallArguments) -> Key | None:
    """What a call is remembered by; None where its arguments can change under it."""
    if not all(is_plain(v) for v in args.positional) or not all(is_plain(v) for _, v in args.keywords):
        return None
    regimes = tuple(region.transform.regime for region in t.regions)
    return (
        function, args.positional, args.keywords, args.more, args.more_keywords, regimes, bool(t.expected), t.recording,
    )  # fmt: skip


def recall(t: Tracer, key: Key) -> Remembered | None:
    """A call that gave its result from cells that are still the same."""
    found = t.memory.get(key)
    if found is None:
        return None
    for read in found.reads:
        now = t.live.read(read.cell[0], read.cell[1]) if isinstance(read.cell[0], int) else None
        if now is None or now.version != read.slot.version or now.value != read.slot.value:
            return None
    for read in found.reads:
        t.note_read(read.cell, read.slot, read.place, read.name, read.node, read.root)
    return found


@contextmanager
def watching(t: Tracer, start: int) -> Iterator[Watch]:
    """Keep account of what happens inside; the account of the caller takes over what is older than it."""
    watch = Watch(start, t.naming.made)
    t.watches.append(watch)
    try:
        yield watch
    finally:
        t.watches.pop()
        if t.watches:
            outer = t.watches[-1]
            outer.pure = outer.pure and watch.pure
            outer.oldest_write = min(outer.oldest_write, watch.oldest_write)
            for cell, read in watch.reads.items():
                owner = read.cell[0] if isinstance(read.cell[0], int) else read.cell[0].frame
                if owner < outer.start:
                    outer.reads.setdefault(cell, read)


def remember(t: Tracer, key: Key, watch: Watch, result: Value) -> None:
    """Keep a call that only computed."""
    if watch.oldest_write < watch.start or not watch.pure or not is_plain(result, watch.start):
        return
    if all(isinstance(read.cell[0], int) and is_plain_slot(read) for read in watch.reads.values()):
        t.memory[key] = Remembered(result, tuple(watch.reads.values()), watch.sizes)


def is_plain_slot(read: Read) -> bool:
    from jaxlint.domain.values import ClassValue, ModuleValue

    return isinstance(read.slot.value, ClassValue | ModuleValue) or is_plain(read.slot.value)
