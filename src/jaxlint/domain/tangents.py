"""Tangents: which differentiation surely has a derivative by a value, or surely has none, and what the value came
through.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import field, replace

from jaxlint.domain.origins import Place
from jaxlint.records import dataclass


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop that has no derivative in reverse mode: its call, as written, and how execution came there."""

    place: Place
    name: str
    counts: bool
    """It is a `fori_loop`, whose bounds are traced."""
    function: str | None
    calls: tuple[Place, ...]


class By(enum.Enum):
    """What leaves a value without a derivative."""

    STEPS = "steps"
    """The derivative of the operation is zero everywhere: `jnp.round(x)`."""
    EXACT = "exact"
    """The operation gives integers or truth values: `x > 0`, `jnp.argmax(x)`."""
    NUMBER = "number"
    """It becomes a number of Python: `x.item()`."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A value depends on what a function is differentiated by, and surely has no derivative by it."""

    region: int
    """The first frame of the function that is differentiated."""
    place: Place
    """The operation that left it without."""
    by: By
    function: str | None
    calls: tuple[Place, ...]
    node: object = field(compare=False)
    """The operation itself."""


@dataclass(frozen=True, slots=True)
class Tangent:
    """A value depends, by operations that have derivatives, on what a function is differentiated by."""

    region: int
    """The first frame of the function that is differentiated: it tells one differentiation from another."""
    loop: Loop | None = None
    """What it came through on the way."""
    computed: bool = False
    """An operation made it, in the body of the loop being run: what a body only hands on, JAX takes out of the loop."""
    without: Cut | None = None
    """A number of Python that went into it and has no derivative, where its array has one."""

    def handed_on(self) -> Tangent:
        return replace(self, computed=False)

    def through(self, loop: Loop) -> Tangent:
        return replace(self, loop=self.loop or loop)


def of_operation(operands: Sequence[Tangent]) -> Tangent | None:
    """What an operation that has derivatives gives; None where the operands belong to several differentiations."""
    if len({one.region for one in operands}) != 1:
        return None
    loop = next((one.loop for one in operands if one.loop is not None), None)
    without = next((one.without for one in operands if one.without is not None), None)
    return Tangent(operands[0].region, loop, computed=True, without=without)


def join_tangents(a: Tangent | Cut | None, b: Tangent | Cut | None) -> Tangent | Cut | None:
    """What is known of either; of two values without a derivative, the operation that comes first in the text."""
    if isinstance(a, Cut) and isinstance(b, Cut) and a.region == b.region:
        return min(a, b, key=lambda cut: (cut.place, cut.by.value, cut.function or "", cut.calls))
    return a if a == b else None
