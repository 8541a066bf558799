"""What JAX makes of a generated program; the parent and its children share these shapes."""

from __future__ import annotations

from typing import Any, TypeAlias

from jaxlint.records import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """An exception: the program's own innermost line in the traceback, the class and the message."""

    line: int
    error: str
    """The public name: `TypeError`, `jax.errors.TracerBoolConversionError`."""
    message: str
    bases: tuple[str, ...] = ()
    """What else the error is: a prediction of `TypeError` is right where a subclass of it is raised."""

    def is_a(self, name: str | None) -> bool:
        """Whether the error is of this class."""
        named = () if name is None else name.split(" or ")
        return any(each in (self.error, *self.bases) for each in named)


Part: TypeAlias = tuple[int, int, int]
"""A part of an expression: its line, and the columns where it begins and ends."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A program, mended statement by statement until it runs."""

    refusals: tuple[Refusal, ...] = ()
    """In the order in which they came; each line but the last was mended after it."""
    ran: bool = False
    """Whether it ran in the end; if not, the last refusal could not be mended."""
    reached: frozenset[int] = frozenset()
    """The lines that the last run reached; of a lambda, only when it was called."""
    traced: frozenset[int] = frozenset()
    """Those that it reached under a transformation."""
    left_out: frozenset[Part] = frozenset()
    """Parts of expressions that the last run did not evaluate: `a if test else b`, `a and b`."""
    eager: Refusal | None = None
    """What the program that ran raises under `jax.disable_jit`."""
    difference: str | None = None
    """How its results differ from those under `jax.disable_jit`."""
    ended: str | None = None
    """How the child process ended, if it did: "died", "timed out"."""

    def leaves_out(self, line: int, column: int) -> bool:
        """Whether what begins here was not evaluated by the last run."""
        return any(line == at and start <= column < end for at, start, end in self.left_out)


def load_observed(data: dict[str, Any]) -> Observed:
    """What `dataclasses.asdict` made of it, through JSON."""
    return Observed(
        tuple(_refusal(each) for each in data["refusals"]),
        data["ran"],
        frozenset(data["reached"]),
        frozenset(data["traced"]),
        frozenset((line, start, end) for line, start, end in data["left_out"]),
        _refusal(data["eager"]) if data["eager"] else None,
        data["difference"],
        data["ended"],
    )


def _refusal(data: dict[str, Any]) -> Refusal:
    return Refusal(data["line"], data["error"], data["message"], tuple(data["bases"]))
