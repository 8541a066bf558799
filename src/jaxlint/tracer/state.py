"""The abstract state at one point of the execution: variables of all live frames, and mutable objects.

A state is a mapping of frames to their cells, kept in books of pages. Branches fork it, which copies the list
of books; books, pages and frames are copied on their first write after a fork. Every cell carries the version
of its last write, because JAX's trace cache is about which write a read has seen.
"""

from __future__ import annotations

import enum
import operator
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from jaxlint.domain.avals import Variadic
from jaxlint.domain.lattice import join
from jaxlint.domain.values import UNKNOWN, UNREACHED, Address, Host, Value
from jaxlint.records import dataclass
from jaxlint.tracer.junctions import Junction, Junctions
from jaxlint.tracer.keys import Uses, join_uses
from jaxlint.tracer.versions import EMPTY_VERSION, Version, either


class Slot(NamedTuple):
    """A value and the writes it may come from."""

    value: Value
    version: Version


class Kind(enum.Enum):
    """Kinds of mutable objects."""

    LIST = "list"
    DICT = "dict"
    SET = "set"
    INSTANCE = "instance"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a mutable object holds. Keys: indices of a list, constants of a dict, attribute names.

    `complete` says that there is nothing beside `items`; otherwise `rest` bounds the others.
    """

    kind: Kind
    items: Mapping[Any, Slot] = field(default_factory=lambda: MappingProxyType({}))
    complete: bool = True
    rest: Value = UNREACHED
    class_value: Value | None = None
    shared: bool = False
    """One address stands for several objects (allocated in a loop): a store may hit any of them."""
    version: Version = EMPTY_VERSION
    """Last changes of the length or the keys."""
    maybe: frozenset[Hashable] = frozenset()
    """Attributes of an instance that it has on some paths only."""
    spelled: tuple[Variadic, Version] | None = None
    """The sizes in a list of unknown length, `[*x.shape[:-1], 3]`, and the version of the list that holds them."""

    @property
    def sizes(self) -> Variadic | None:
        """The sizes that a list holds, if nothing has changed since it held them."""
        if self.spelled is None or self.items or self.shared or self.rest != Host("int"):
            return None
        return self.spelled[0] if self.spelled[1] == self.version else None

    def with_item(self, key: Hashable, slot: Slot) -> Contents:
        items = dict(self.items)
        if self.shared and key in items:
            slot = join_slots(items[key], slot)
        elif self.shared and self.kind is Kind.DICT:
            # Only one of the objects has the key now.
            return replace(self, complete=False, rest=join(self.rest, slot.value))
        maybe = self.maybe
        if self.kind is Kind.INSTANCE:
            maybe = maybe if key in self.items else maybe | {key} if self.shared else maybe
            maybe = maybe - {key} if maybe and not self.shared else maybe
        items[key] = slot
        return replace(self, items=MappingProxyType(items), maybe=maybe)

    def without_item(self, key: Hashable) -> Contents:
        items = {k: v for k, v in self.items.items() if k != key}
        return replace(self, items=MappingProxyType(items))

    def bound(self) -> Value:
        """The join of all elements."""
        value: Value = self.rest
        for slot in self.items.values():
            value = join(value, slot.value)
        return value

    def element(self) -> Value:
        """A value that stands for any element; of what holds none, nothing is known."""
        value = self.bound()
        return UNKNOWN if value is UNREACHED else value


Joining: TypeAlias = "Callable[[Value, Value], Value]"


def join_slots(a: Slot, b: Slot, joining: Joining = join) -> Slot:
    if a is b:
        return a
    value, version = joining(a.value, b.value), a.version
    if b.version != version:
        return Slot(value, either(version, b.version))
    return a if value is a.value else Slot(value, version)


def join_contents(a: Contents, b: Contents, joining: Joining = join) -> Contents:
    """Least upper bound of what one object holds on two paths."""
    if a is b:
        return a
    if a.kind is not b.kind or a.class_value != b.class_value:
        # An instance of no known class: the kind of which least is known.
        return Contents(Kind.INSTANCE, {}, False, UNKNOWN, None, True, either(a.version, b.version))
    items = {k: join_slots(slot, b.items[k], joining) for k, slot in a.items.items() if k in b.items}
    rest, complete, maybe = join(a.rest, b.rest), a.complete and b.complete, a.maybe | b.maybe
    only = {k: s for k, s in a.items.items() if k not in b.items}
    only |= {k: s for k, s in b.items.items() if k not in a.items}
    if a.kind is Kind.INSTANCE:
        items |= only
        maybe |= only.keys()
    elif only or (a.kind is Kind.DICT and list(a.items) != list(b.items)):
        complete = False
        for slot in only.values():
            rest = join(rest, slot.value)
    return Contents(
        a.kind,
        MappingProxyType(items),
        complete,
        rest,
        a.class_value,
        a.shared or b.shared,
        either(a.version, b.version),
        maybe,
    )


Entry: TypeAlias = "Slot | Contents | Hashable"
Cells: TypeAlias = dict[Hashable, Entry]


PAGE = 5
BOOK = 11
"""Frames are kept in pages and books, runs of 2 to these powers: states are compared, and copied, book by book."""

Page: TypeAlias = "dict[int, Cells]"
Book: TypeAlias = "dict[int, Page]"


class State:
    """Cells of all live frames: a frame's cell under a name is a Slot, under an address a Contents."""

    __slots__ = ("_books", "_owned", "_owned_books", "_owned_pages", "keys", "late")

    def __init__(self) -> None:
        self._books: dict[int, Book] = {}
        self.late = 0
        """The import-time code that was put off, and has run on this path: one bit by its number."""
        self.keys: Uses = {}
        """Random keys that are used up."""
        self._owned: set[int] = set()
        self._owned_pages: set[int] = set()
        self._owned_books: set[int] = set()

    def fork(self) -> State:
        """A copy that later writes to either do not touch."""
        other = State.__new__(State)
        other._books, other.late, other.keys = self._books.copy(), self.late, self.keys
        other._owned, other._owned_pages, other._owned_books = set(), set(), set()
        self._owned, self._owned_pages, self._owned_books = set(), set(), set()
        return other

    # Frames

    def open_frame(self, serial: int) -> None:
        self.replace_cells(serial, {})

    def drop_frame(self, serial: int) -> None:
        if self.cells(serial) is not None:
            self._page(serial).pop(serial)

    def cells(self, serial: int) -> Cells | None:
        """The cells of a frame, to be read only."""
        try:
            return self._books[serial >> BOOK][serial >> PAGE][serial]
        except KeyError:
            return None

    def replace_cells(self, serial: int, cells: Cells) -> None:
        """Give a frame these cells, which nobody else writes to."""
        self._page(serial)[serial] = cells
        self._owned.add(serial)

    def share_cells(self, serial: int, cells: Cells) -> None:
        """Give a frame cells that other states have too: whoever writes to them makes a copy first."""
        self._page(serial)[serial] = cells
        self.disown(serial)

    def disown(self, serial: int) -> None:
        """Have the next write to a frame make a copy of its cells."""
        self._owned.discard(serial)

    def frames(self) -> Iterator[tuple[int, Cells]]:
        """All frames."""
        for book in self._books.values():
            for page in book.values():
                yield from page.items()

    def serials(self, seen: set[int]) -> Iterator[int]:
        """Serials of all frames, without those in books and pages that are in `seen`, to which it adds its own: states
        share them.
        """
        for book in self._books.values():
            if id(book) not in seen:
                seen.add(id(book))
                for page in book.values():
                    if id(page) not in seen:
                        seen.add(id(page))
                        yield from page

    def made_since(self, serial: int) -> Iterator[tuple[int, Cells]]:
        """Frames numbered after `serial`: above it, or below it where it is of the serials that count downwards."""
        later = operator.lt if serial < 0 else operator.gt
        own_book, own_page = serial >> BOOK, serial >> PAGE
        for number, book in self._books.items():
            if number == own_book or later(number, own_book):
                for part, page in book.items():
                    if part == own_page or later(part, own_page):
                        for one, cells in page.items():
                            if later(one, serial):
                                yield one, cells

    def differing(self, other: State) -> Iterator[tuple[int, Cells]]:
        """Frames of `other` that are not the very same here."""
        for number, theirs in other._books.items():
            book = self._books.get(number, {})
            if book is theirs:
                continue
            for part, page in theirs.items():
                mine = book.get(part)
                if mine is page:
                    continue
                for serial, cells in page.items():
                    if mine is None or mine.get(serial) is not cells:
                        yield serial, cells

    def _page(self, serial: int) -> Page:
        """The page of a frame, to be written to."""
        number, part = serial >> BOOK, serial >> PAGE
        book = self._books.get(number)
        if book is None or number not in self._owned_books:
            book = self._books[number] = {} if book is None else book.copy()
            self._owned_books.add(number)
        page = book.get(part)
        if page is None or part not in self._owned_pages:
            page = book[part] = {} if page is None else page.copy()
            self._owned_pages.add(part)
        return page

    def _cells(self, serial: int) -> Cells:
        cells = self.cells(serial)
        if serial in self._owned and cells is not None:
            return cells
        cells = {} if cells is None else cells.copy()
        self.replace_cells(serial, cells)
        return cells

    def fill(self, made: Iterable[tuple[int, Cells]]) -> None:
        """Add what is not there yet: frames, and cells of frames."""
        for serial, cells in made:
            mine = self.cells(serial)
            if mine is None:
                self.share_cells(serial, cells)
                continue
            for key, entry in cells.items():
                if key not in mine:
                    self.put(serial, key, entry)

    # Cells

    def read(self, serial: int, name: Hashable) -> Slot | None:
        # As `cells` does it: nothing is done more often.
        try:
            entry = self._books[serial >> BOOK][serial >> PAGE][serial].get(name)
        except KeyError:
            return None
        return entry if type(entry) is Slot else None

    def write(self, serial: int, name: Hashable, slot: Slot) -> None:
        self._cells(serial)[name] = slot

    def put(self, serial: int, key: Hashable, entry: Entry) -> None:
        """Any cell, as it stands in another state."""
        self._cells(serial)[key] = entry

    def delete(self, serial: int, name: Hashable) -> None:
        self._cells(serial).pop(name, None)

    def contents(self, address: Address) -> Contents | None:
        cells = self.cells(address.frame)
        entry = None if cells is None else cells.get(address)
        return entry if type(entry) is Contents else None

    def set_contents(self, address: Address, contents: Contents) -> None:
        self._cells(address.frame)[address] = contents

    def get_fact(self, serial: int, key: Hashable) -> Entry | None:
        """A cell that is neither variable nor object: the tracer's own bookkeeping that follows paths."""
        return (self.cells(serial) or {}).get(key)

    def set_fact(self, serial: int, key: Hashable, fact: Hashable) -> None:
        self._cells(serial)[key] = fact


FactJoin: TypeAlias = "Callable[[Entry | None, Entry | None], Entry]"


def join_states(
    a: State | None, b: State | None, join_facts: FactJoin, junctions: Junctions | None = None
) -> State | None:
    """What holds after either path; None is a path that does not get here."""
    if a is None or b is None:
        return a if b is None else b
    if a is b:
        return a
    joined = a.fork()
    junction = None if junctions is None else Junction(junctions, a.keys, b.keys)
    joining = join if junction is None else junction.join
    for serial, cells in list(joined.differing(b)):
        mine = joined.cells(serial)
        if mine is None:
            # The frame is of one path only.
            b.disown(serial)
            joined.share_cells(serial, cells)
        elif (both := _join_cells(mine, cells, join_facts, joining)) is not mine:
            joined.replace_cells(serial, both)
    joined.keys = join_uses(a.keys, b.keys) if junction is None else junction.uses()
    return joined


def _join_cells(a: Cells, b: Cells, join_facts: FactJoin, joining: Joining) -> Cells:
    """The join of a frame's cells: the very same as on the first path, if the second adds nothing."""
    new: Cells = {}
    for key, y in b.items():
        x = a.get(key)
        if x is y:
            continue
        if type(x) is Slot and type(y) is Slot:
            both: Entry = join_slots(x, y, joining)
        elif type(x) is Contents and type(y) is Contents:
            both = join_contents(x, y, joining)
        elif x is None and isinstance(y, (Slot, Contents)):
            # Bound on one path only: reading it afterwards assumes that path.
            both = y
        else:
            both = x if x == y else join_facts(x, y)
        if both is not x:
            new[key] = both
    joined = {**a, **new} if new else a
    if len(joined) > len(b):
        for key, x in a.items():
            if key not in b and not isinstance(x, (Slot, Contents)) and (left := join_facts(x, None)) != x:
                new[key] = left
        joined = {**a, **new} if new else a
    return joined
