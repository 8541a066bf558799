"""Places in the program, and why a value is what it is."""

from __future__ import annotations

from typing import NamedTuple

from jaxlint.records import dataclass


class Place(NamedTuple):
    """A node of the program: the module's name and the node's number there."""

    module: str
    at: int


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Why a value is traced or an array: where to point, and the clause a user reads.

    >>> Origin(place, "`x` is an argument of `clip`, which `jax.jit` traces")
    """

    place: Place
    because: str
    staged: bool = False
    """Nothing traced went into it: it is traced because of where it is calculated."""
