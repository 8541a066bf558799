"""Writes: which of them a value comes from is what JAX's trace cache is about."""

from __future__ import annotations

from typing import TypeAlias

from jaxlint.domain.origins import Place
from jaxlint.domain.values import FunctionValue
from jaxlint.records import dataclass


@dataclass(slots=True, eq=False)
class Write:
    """One executed write: another one each time, known as long as something holds what was written."""

    place: Place
    in_place: bool
    function: FunctionValue | None
    root: int
    """Number of the root during which it happened."""
    traced: bool
    """It happened while a function was being traced: an effect of tracing, not a change that calls miss."""


Version: TypeAlias = Write | frozenset[Write]
"""The writes that may have been the last one. One alone is no set of one, which takes three times its memory."""

EMPTY_VERSION: Version = frozenset()


def either(a: Version, b: Version) -> Version:
    """The version after one of two paths."""
    if a == b:
        return a
    both = writes_in(a) | writes_in(b)
    return both if len(both) > 1 else next(iter(both))


def writes_in(version: Version) -> frozenset[Write]:
    """The writes of a version, as a set."""
    return frozenset((version,)) if isinstance(version, Write) else version
