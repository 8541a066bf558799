"""The bodies of functions that a project has read: of many, the oldest are put off, and read again when asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeAlias

SliceName: TypeAlias = tuple[str, int]
"""The name of a module, and the number of a slice of it."""


class Reading(NamedTuple):
    """Functions of one slice, with their bodies."""

    of: SliceName
    nodes: int
    put_off: Callable[[], None]


class Bodies:
    """What has been read, in the order in which it was."""

    def __init__(self, nodes: int) -> None:
        """Room for so many nodes."""
        self._most = nodes
        self._nodes = 0
        self._read: deque[Reading] = deque()

    def add(self, reading: Reading) -> None:
        """Note what has been read."""
        self._nodes += reading.nodes
        self._read.append(reading)

    @property
    def is_full(self) -> bool:
        """Whether there are more nodes than there is room for."""
        return self._nodes > self._most

    def make_room(self, kept: AbstractSet[SliceName]) -> None:
        """Put off the older half. No function may be under way: while one runs, its statements are what they are.

        Nodes are told apart by what they are, not by what they say: those of slices that are `kept` stay for good.
        """
        while self._read and self._nodes > self._most // 2:
            reading = self._read.popleft()
            self._nodes -= reading.nodes
            if reading.of not in kept:
                reading.put_off()
