"""The names of sizes that a tracer has given out, and what annotations say."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from jaxlint.domain.dims import Symbol
from jaxlint.domain.origins import Place
from jaxlint.domain.values import Address
from jaxlint.records import dataclass
from jaxlint.signatures.shape_texts import Names

if TYPE_CHECKING:
    from jaxlint.tracer.stated import Stated


@dataclass(slots=True)
class Naming:
    """Symbols are numbered in the order in which they are made: those of a call are all above a number."""

    made: int = 0
    annotations: dict[Place, Stated | None] = field(default_factory=dict)
    """What annotations say, by where they stand."""
    of_instances: dict[Address, Names] = field(default_factory=dict)
    """Sizes by the names that annotations of fields give them, instance by instance."""

    def new_size(self, name: str, many: bool = False) -> Symbol:
        """A symbol for a size, or many, that is read here and now: another execution has another."""
        self.made += 1
        return Symbol(name, self.made, many)
