"""Which names a function, class body or comprehension binds, collected while it is lowered."""

from __future__ import annotations

import enum

from jaxlint.program.nodes import NO_NAMES
from jaxlint.program.tree import Scope


class ScopeKind(enum.Enum):
    MODULE = enum.auto()
    FUNCTION = enum.auto()
    CLASS = enum.auto()
    COMPREHENSION = enum.auto()


class _Frame:
    __slots__ = ("bound", "global_names", "is_generator", "kind", "nonlocal_names", "prefix")

    def __init__(self, kind: ScopeKind, prefix: str) -> None:
        self.kind = kind
        self.prefix = prefix
        self.bound: set[str] = set()
        self.global_names: set[str] = set()
        self.nonlocal_names: set[str] = set()
        self.is_generator = False


class Scopes:
    """The scopes around the node being lowered, innermost last."""

    __slots__ = ("_frames",)

    def __init__(self) -> None:
        self._frames = [_Frame(ScopeKind.MODULE, "")]

    def qualname(self, name: str) -> str:
        """`__qualname__` of a function or class of this name defined here."""
        for frame in reversed(self._frames):
            if frame.kind is not ScopeKind.COMPREHENSION:
                return name if name in frame.global_names else frame.prefix + name
        return name

    def enter(self, kind: ScopeKind, qualname: str = "") -> None:
        """Open a scope; a comprehension has no name."""
        prefix = f"{qualname}.<locals>." if kind is ScopeKind.FUNCTION else f"{qualname}."
        self._frames.append(_Frame(kind, prefix))

    def leave(self) -> Scope:
        """Close the innermost scope."""
        frame = self._frames.pop()
        bound = frame.bound
        bound -= frame.global_names
        bound -= frame.nonlocal_names
        return Scope(
            *[
                frozenset(each) if each else NO_NAMES
                for each in (bound, frame.global_names, frame.nonlocal_names)
            ]
        )

    def bind(self, name: str) -> None:
        """A binding in the innermost scope."""
        self._frames[-1].bound.add(name)

    def bind_walrus(self, name: str) -> None:
        """A binding by `:=`, which leaves comprehensions."""
        self._outside_comprehensions().bound.add(name)

    def declare_global(self, name: str) -> None:
        self._frames[-1].global_names.add(name)

    def declare_nonlocal(self, name: str) -> None:
        self._frames[-1].nonlocal_names.add(name)

    def mark_generator(self) -> None:
        """A `yield` of the function around."""
        self._outside_comprehensions().is_generator = True

    @property
    def is_generator(self) -> bool:
        """Whether a `yield` was seen in the innermost scope."""
        return self._frames[-1].is_generator

    def _outside_comprehensions(self) -> _Frame:
        for frame in reversed(self._frames):
            if frame.kind is not ScopeKind.COMPREHENSION:
                return frame
        return self._frames[0]
