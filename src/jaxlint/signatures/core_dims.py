"""Signatures of generalized ufuncs: `(n),(m,n)->(m)`."""

from __future__ import annotations

import functools
import re

from jaxlint.records import dataclass

_SIDE = r"\([^()]*\)(?:,\([^()]*\))*"


@dataclass(frozen=True, slots=True)
class CoreDims:
    """The core dimensions of each argument and each result, by name."""

    inputs: tuple[tuple[str, ...], ...]
    outputs: tuple[tuple[str, ...], ...]


@functools.lru_cache(maxsize=64)
def core_dims(text: str) -> CoreDims | None:
    """What a signature says; None where it is none."""
    text = re.sub(r"\s+", "", text)
    if re.fullmatch(f"{_SIDE}->{_SIDE}", text) is None:
        return None
    left, right = text.split("->")
    return CoreDims(_terms(left), _terms(right))


def _terms(side: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(name for name in term.split(",") if name) for term in re.findall(r"\(([^()]*)\)", side)
    )
