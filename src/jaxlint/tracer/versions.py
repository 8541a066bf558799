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


Version: TypeAlias = frozenset[Write]
"""The writes that may have been the last one."""

EMPTY_VERSION: Version = frozenset()
