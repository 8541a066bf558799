"""Keys where paths join: a variable that holds one key after one path and another after the other.

What it holds then is a key of its own, which is used up as far as either was on its path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from weakref import WeakMethod

from jaxlint.domain import dtypes
from jaxlint.domain.keys import Key
from jaxlint.domain.lattice import join
from jaxlint.domain.values import Array, PyTree, TupleValue, Value
from jaxlint.tracer.keys import Use, Uses, Way, join_used, join_uses

MAX_PARTS = 8
"""How many keys a joined one is traced back to."""


_WAYS = (False, True)
"""A way is the second of two, or it is not."""


class Junctions:
    """The keys that joins have made, each with the two that it may be."""

    def __init__(self, new_serial: Callable[[], int]) -> None:
        # Held weakly: a tracer that its joins keep alive would wait for the garbage collector.
        self._new_serial = WeakMethod(new_serial)
        self._parts: dict[int, tuple[int, Key, Key]] = {}
        self._heads: set[int] = set()

    def new_serial(self) -> int:
        make = self._new_serial()
        assert make is not None
        return make()

    def make(self, join: int, a: Key, b: Key) -> Key:
        """The key that is `a` after the one path of a join, and `b` after the other."""
        key = self._either(a, b)
        self._parts[key.number] = (join, a, b)
        return key

    def make_head(self, a: Key, b: Key) -> Key:
        """The key that a variable holds at the head of a loop: `a` before it, `b` after an iteration."""
        key = self._either(a, b)
        self._heads.add(key.number)
        return key

    def is_head(self, key: Key) -> bool:
        """Whether it is what a variable holds at the head of a loop, and no part of it."""
        return key.number in self._heads and not key.rows and key.window is None

    def _either(self, a: Key, b: Key) -> Key:
        return Key(
            self.new_serial(),
            max(a.born, b.born),
            a.axes if a.axes == b.axes else None,
            a.size if a.size == b.size else None,
            a.constant if a.constant == b.constant else None,
            levels=a.levels | b.levels,
            supposed=a.supposed or b.supposed,
        )

    def _ways(self, key: Key) -> list[tuple[Way, Key]]:
        """What a key is on each of the two paths, if a join has made it."""
        if key.number not in self._parts:
            return []
        join, *pair = self._parts[key.number]
        ways = zip((Way(join, second) for second in _WAYS), pair, strict=True)
        return [(way, part) for way, one in ways if (part := key.within(one)) is not None]

    def handed_on(self, use: Use) -> Iterator[Use]:
        """A use of a joined key as one of each key that it may be, the nearest first."""
        waiting = [use]
        for _ in range(MAX_PARTS):
            if not waiting:
                return
            one = waiting.pop(0)
            for way, part in self._ways(one.key):
                found = replace(one, key=part, certain=False, under=one.under | {way})
                yield found
                waiting.append(found)

    def uses_of(self, key: Key, uses: Uses) -> list[Use]:
        """The uses of a key on the paths to this point; of what it may be, those since the paths have joined."""
        found = [use for use in uses.get(key.number, ()) if use.key.overlaps(key)]
        ways = self._ways(key)
        later = [self._later(key, way, self.uses_of(part, uses)) for way, part in ways]
        sure = len(later) == len(_WAYS) and all(any(use.certain for use in some) for some in later)
        for some in later:
            found += [replace(use, certain=sure and use.certain) for use in some]
        return found

    @staticmethod
    def _later(key: Key, way: Way, uses: list[Use]) -> list[Use]:
        """The uses since a join has made the key that can have come by this way."""
        other = way._replace(second=not way.second)
        return [use for use in uses if use.number > key.number and other not in use.under]


class Junction:
    """One join of two paths, on which keys were used up."""

    def __init__(
        self, made: Junctions, a: Uses, b: Uses, combine: Callable[[Value, Value], Value] = join
    ) -> None:
        self._made, self._a, self._b, self._combine = made, a, b, combine
        self._number: int | None = None
        self._keys: dict[tuple[Key, Key], Key] = {}

    def join(self, a: Value, b: Value) -> Value:
        """The least upper bound of what a variable holds; it holds a key if it does after either path."""
        joined = self._combine(a, b)
        return joined if joined is a else self._with_keys(joined, a, b)

    def _with_keys(self, joined: Value, a: Value, b: Value) -> Value:
        match joined, a, b:
            case ((Array(key=None) | PyTree(key=None)), (Array() | PyTree()), (Array() | PyTree())):
                one, other = self._key_of(a, b), self._key_of(b, a)
                if one is not None and other is not None:
                    return replace(joined, key=self._key(one, other))
            case TupleValue(), TupleValue(), TupleValue():
                items = tuple(map(self._with_keys, joined.items, a.items, b.items))
                if any(new is not old for new, old in zip(items, joined.items, strict=True)):
                    return replace(joined, items=items)
        return joined

    def _key_of(self, value: Array | PyTree, other: Array | PyTree) -> Key | None:
        """The key that a value is; of an array beside a key it is some key, of which nothing is known."""
        if value.key is not None or other.key is None or not isinstance(value, Array):
            return value.key
        if value.aval.dtype not in (dtypes.KEY, "uint32", None):
            return None
        number = self._made.new_serial()
        return Key(number, number, other.key.axes, supposed=other.key.supposed)

    def _key(self, a: Key, b: Key) -> Key:
        if a == b:
            return a
        known = self._keys.get((a, b))
        if known is None:
            known = self._keys[a, b] = self._new(a, b)
        return known

    def _new(self, a: Key, b: Key) -> Key:
        self._number = self._made.new_serial() if self._number is None else self._number
        return self._made.make(self._number, a, b)

    def uses(self) -> Uses:
        """What holds after either path of all keys, those that this join has made among them."""
        uses = join_uses(self._a, self._b)
        new = {
            key.number: join_used(self._of(a, self._a, key), self._of(b, self._b, key))
            for (a, b), key in self._keys.items()
        }
        return {**uses, **new} if new else uses

    def _of(self, part: Key, uses: Uses, key: Key) -> tuple[Use, ...]:
        """The uses of what a key is after one of the paths, as uses of that key."""
        return tuple(replace(use, key=use.key.seen_from(part, key)) for use in self._made.uses_of(part, uses))


class Head(Junction):
    """The head of a loop, where the path from before it and the one from its end join."""

    def _new(self, a: Key, b: Key) -> Key:
        # What one variable holds at the head is the same whatever further iterations leave in it.
        stays = self._made.is_head(a) and a not in self._keys.values()
        return a if stays else self._made.make_head(a, b)
