"""Tangents: which differentiation surely has a derivative by a value, and the loops that the value came through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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


@dataclass(frozen=True, slots=True)
class Tangent:
    """A value depends, by operations that have derivatives, on what a function is differentiated by."""

    region: int
    """The first frame of the function that is differentiated: it tells one differentiation from another."""
    loop: Loop | None = None
    """What it came through on the way."""
    computed: bool = False
    """An operation made it, in the body of the loop being run: what a body only hands on, JAX takes out of the loop."""

    def handed_on(self) -> Tangent:
        return replace(self, computed=False)

    def through(self, loop: Loop) -> Tangent:
        return replace(self, loop=self.loop or loop)


def of_operation(operands: Sequence[Tangent]) -> Tangent | None:
    """What an operation that has derivatives gives; None where the operands belong to several differentiations."""
    if len({one.region for one in operands}) != 1:
        return None
    loop = next((one.loop for one in operands if one.loop is not None), None)
    return Tangent(operands[0].region, loop, computed=True)
