"""Memory of calls: a function that only computes need not be run again on the same abstract arguments.

A call is remembered with what it read from outside, and with the objects that it could reach; it is used again while
those cells hold the same writes, and those objects the very same contents. Calls that write to anything older than
themselves, or give an object that they have made, are run each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from jaxlint.domain.keys import Key as RandomKey
from jaxlint.domain.values import (
    Address,
    Array,
    AtIndexer,
    BoundMethod,
    ClassValue,
    Const,
    DType,
    Extent,
    External,
    FunctionValue,
    Host,
    ModuleValue,
    NumPyArray,
    Object,
    PartialValue,
    PyTree,
    ShapeStruct,
    SliceValue,
    Transformed,
    TupleValue,
    Unknown,
    Unreached,
    Value,
    VariadicTuple,
)
from jaxlint.records import dataclass
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.records import Read, owner_of
from jaxlint.tracer.state import Contents, State

if TYPE_CHECKING:
    from jaxlint.tracer.core import Tracer

Key: TypeAlias = tuple[FunctionValue, tuple[Value, ...], *tuple[object, ...]]
PLAIN = frozenset({
    NumPyArray, Const, Host, Extent, External, PyTree, Unknown, Unreached, SliceValue, AtIndexer, DType,
    VariadicTuple, ShapeStruct, ClassValue, ModuleValue,
})  # fmt: skip
"""Values without parts that could change, or whose parts are variables of frames."""
MAX_OBJECTS = 40
"""Calls within reach of more objects are not worth the comparison."""


@dataclass(slots=True)
class Watch:
    """What a running call has touched outside its own frames, which are those from `start` on."""

    start: int
    sizes: int
    """How many symbols there were before."""
    reads: dict[object, Read] = field(default_factory=dict)
    oldest_write: int = 1 << 60
    pure: bool = True

    def note_write(self, frame: int) -> None:
        """A variable or an object of this frame is changed."""
        if frame < self.oldest_write:
            self.oldest_write = frame


@dataclass(frozen=True, slots=True)
class Remembered:
    """A call's result, and what it has seen of the world outside."""

    result: Value
    reads: tuple[Read, ...]
    held: tuple[tuple[Address, Contents], ...]
    """The objects within reach of its arguments and of what it read, each with what it held."""
    sizes: int


def is_plain(value: Value, start: int | None = None) -> bool:
    """Whether a value is the same one after each call: it has no part that was made in a frame from `start` on."""
    if type(value) in PLAIN:
        return True
    match value:
        case Array(key=RandomKey(born=born)) if start is not None:
            # A key made in the call is another one each time.
            return born < start if start >= 0 else born > start
        case Array():
            return True
        case TupleValue(items=items):
            return all(is_plain(item, start) for item in items)
        case FunctionValue(frame=frame) | Object(address=Address(frame=frame)):
            return start is None or frame < start
        case BoundMethod(function=function, receiver=receiver):
            return is_plain(function, start) and is_plain(receiver, start)
        case PartialValue(function=function, args=args, kwargs=kwargs):
            return all(is_plain(v, start) for v in (function, *args, *(v for _, v in kwargs)))
        case Transformed(function=function, options=options):
            return is_plain(function, start) and all(is_plain(v, start) for _, v in options)
    return False


def holdings(state: State, values: Iterable[Value]) -> dict[Address, Contents] | None:
    """The objects that values lead to, each with what it holds; None where they are too many."""
    found: dict[Address, Contents] = {}
    waiting = list(values)
    while waiting:
        match waiting.pop():
            case Object(address) if address not in found:
                contents = state.contents(address)
                if contents is None or len(found) == MAX_OBJECTS:
                    return None
                found[address] = contents
                waiting += [slot.value for slot in contents.items.values()]
                waiting.append(contents.rest)
            case TupleValue(items=items):
                waiting += items
            case BoundMethod(function=function, receiver=receiver):
                waiting += (function, receiver)
            case PartialValue(function=function, args=args, kwargs=kwargs):
                waiting += (function, *args, *(v for _, v in kwargs))
            case Transformed(function=function, options=options):
                waiting += (function, *(v for _, v in options))
    return found


def key_of(t: Tracer, function: FunctionValue, args: CallArguments) -> Key | None:
    """What a call is remembered by; None where its arguments can change in ways that are not looked at."""
    if not all(map(is_plain, args.positional)) or not all(is_plain(v) for _, v in args.keywords):
        return None
    regimes = tuple([region.transform.regime for region in t.regions])
    return (
        function, args.positional, args.keywords, args.more, args.more_keywords, regimes, bool(t.expected), t.recording,
        t.applied[-1] if t.applied else None,
    )  # fmt: skip


def recall(t: Tracer, key: Key) -> Remembered | None:
    """A call that gave its result from cells and objects that are still the same."""
    found = t.memory.get(key)
    if found is None:
        return None
    state = t.live
    for address, contents in found.held:
        if state.contents(address) is not contents:
            return None
    for read in found.reads:
        if isinstance(read.cell[0], int):
            now = state.read(read.cell[0], read.cell[1])
            if now is None or now.version != read.slot.version or now.value != read.slot.value:
                return None
    for read in found.reads:
        t.note_read(read.cell, read.slot, read.place, read.name, read.node, read.root)
    return found


class Watching:
    """A call under way, as a context that keeps account of what happens in it; the account of the caller takes over
    what is older than it.
    """

    __slots__ = ("_tracer", "_watch")

    def __init__(self, t: Tracer, start: int) -> None:
        self._tracer, self._watch = t, Watch(start, t.naming.made)

    def __enter__(self) -> Watch:
        self._tracer.watches.append(self._watch)
        return self._watch

    def __exit__(self, *_: object) -> None:
        watches, watch = self._tracer.watches, self._watch
        watches.pop()
        if watches:
            outer = watches[-1]
            outer.pure = outer.pure and watch.pure
            outer.note_write(watch.oldest_write)
            start, reads = outer.start, outer.reads
            for cell, read in watch.reads.items():
                owner = owner_of(read.cell)
                if owner < start and cell not in reads:
                    reads[cell] = read


def remember(t: Tracer, key: Key, args: CallArguments, watch: Watch, result: Value) -> None:
    """Keep a call that only computed."""
    if watch.oldest_write < watch.start or not watch.pure or not is_plain(result, watch.start):
        return
    reads = tuple(watch.reads.values())
    if not all(is_plain(read.slot.value) for read in reads):
        return
    owners = [Object(read.cell[0]) for read in reads if isinstance(read.cell[0], Address)]
    given = (*args.positional, *(value for _, value in args.keywords))
    held = holdings(t.live, (*given, *owners, *(read.slot.value for read in reads)))
    if held is not None:
        t.memory[key] = Remembered(result, reads, tuple(held.items()), watch.sizes)


def is_within(key: Key, call: Remembered, frames: AbstractSet[int]) -> bool:
    """Whether a remembered call has to do with these frames alone."""
    return (
        all(address.frame in frames for address, _ in call.held)
        and all(owner_of(read.cell) in frames for read in call.reads)
        and all(value.frame in frames for value in (key[0], *key[1]) if isinstance(value, FunctionValue))
    )
