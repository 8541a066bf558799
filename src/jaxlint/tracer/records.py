"""The trace cache, as JAX has it: per function object and signature, what was read from outside while tracing."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import field, replace
from typing import TypeAlias

from jaxlint.domain.origins import Place
from jaxlint.domain.values import Address, FunctionValue, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.tracer.state import Contents, Entry, Slot

STRUCTURE = "the keys or length of a container"
"""Key of the cell that every change of a container's length or keys writes."""

CellKey: TypeAlias = tuple[int | Address, Hashable]
"""A variable (frame, name), or an item of an object (address, key)."""


def owner_of(cell: CellKey) -> int:
    """The frame that a variable or an object belongs to."""
    return cell[0] if isinstance(cell[0], int) else cell[0].frame


@dataclass(frozen=True, slots=True)
class Read:
    """The first read of one cell during a trace."""

    cell: CellKey
    slot: Slot
    place: Place
    name: str
    node: tree.Expr | None
    root: Value | None
    holder: Contents | None
    """The object that was read from, as it was."""


@dataclass(slots=True, eq=False)
class TraceRecord:
    """One trace kept by JAX."""

    function: FunctionValue
    function_name: str
    transform: str
    signature: tuple[Value, ...]
    root: int
    """Number of the root during which it was made."""
    frozen: dict[Address, tuple[str, Place]] = field(default_factory=dict)
    """Objects that a `partial` has bound: what the user calls them, and where they were bound for good."""
    reads: dict[CellKey, Read] = field(default_factory=dict)
    result: Value | None = None
    sizes: int = 0
    """How many symbols there were before the trace."""
    persistent: bool = True
    """JAX keeps it for an object that outlives the call."""
    arrays: frozenset[str] = frozenset()
    """Parameters that are traced arrays in it."""
    uses_keys: bool = False
    """It consumes random keys from outside, or returns new ones: each call does."""

    def note(self, read: Read) -> None:
        """Keep the first read of each cell."""
        if read.cell in self.reads:
            return
        bound = self.frozen.get(read.cell[0]) if isinstance(read.cell[0], Address) else None
        if bound is not None:
            read = replace(read, name=bound[0], place=bound[1])
        self.reads[read.cell] = read


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """A record that exists on this path; `possible` if only on some of the paths joined here."""

    record: TraceRecord
    possible: bool = False


@dataclass(frozen=True, slots=True)
class CacheFact:
    """All traces kept of one function."""

    entries: tuple[CacheEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class CountFact:
    """How often a definition was executed."""

    count: int


def join_facts(a: Entry | None, b: Entry | None) -> Entry:
    """Join of the tracer's bookkeeping on two paths."""
    if isinstance(a, CountFact) or isinstance(b, CountFact):
        counts = [x.count for x in (a, b) if isinstance(x, CountFact)]
        return CountFact(max(counts))
    mine = {e.record: e for e in a.entries} if isinstance(a, CacheFact) else {}
    theirs = {e.record: e for e in b.entries} if isinstance(b, CacheFact) else {}
    if isinstance(a, (Slot, Contents)) or isinstance(b, (Slot, Contents)):
        raise TypeError("a fact shares its key with a variable or an object")
    entries = []
    for record in {**mine, **theirs}:
        x, y = mine.get(record), theirs.get(record)
        both = x is not None and y is not None and not x.possible and not y.possible
        entries.append(CacheEntry(record, not both))
    return CacheFact(tuple(entries))
