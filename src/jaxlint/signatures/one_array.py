"""Rules of functions that give one array another shape and keep its numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from jaxlint.domain.avals import Aval
from jaxlint.signatures.reading import operand
from jaxlint.signatures.shapes import Shaped
from jaxlint.signatures.signature import Arguments, Mismatch, Outcome, ShapeRule

ReshapeOne: TypeAlias = Callable[[Aval, Arguments], Shaped]
SILENT: Final = Mismatch("silent", "JAX raises for a reason that is not a shape's")
"""A rule's inner answer where JAX raises but the row has nothing to say; never leaves this floor."""


def of_one(parameter: str, shape_of: ReshapeOne, *, keeps_weak: bool = True) -> ShapeRule:
    """The rule of a function that gives one array another shape and keeps its numbers."""

    def rule(args: Arguments) -> Outcome:
        source = operand(args.get(parameter))
        if source is None:
            return None
        shape = shape_of(source, args)
        if isinstance(shape, Mismatch):
            return None if shape is SILENT else shape
        return Aval(shape, source.dtype, source.weak if keeps_weak else None if source.weak else source.weak)

    return rule
