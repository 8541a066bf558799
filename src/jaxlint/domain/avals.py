"""What jit knows of an array at trace time: shape, dtype, weak type."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from jaxlint.domain.dims import Dim as Dim
from jaxlint.domain.dims import Symbol as Symbol
from jaxlint.domain.dims import surely_different as surely_different
from jaxlint.records import dataclass

Shape: TypeAlias = tuple[Dim, ...]


@dataclass(frozen=True, slots=True)
class Aval:
    """Shape, dtype and weak type; a `None` is what jaxlint does not know.

    `dtype` is NumPy's name of it (`float32`, `bfloat16`, `bool`), `key` for typed random keys, or one of `int`,
    `uint`, `float`, `complex`: as wide as `jax_enable_x64` says (`dtypes.surely_different_dtypes` compares them).
    """

    shape: Shape | None = None
    dtype: str | None = None
    weak: bool | None = None

    @property
    def ndim(self) -> int | None:
        return None if self.shape is None else len(self.shape)

    def with_shape(self, shape: Shape | None) -> Aval:
        return replace(self, shape=shape)

    def __str__(self) -> str:
        shape = "?" if self.shape is None else ", ".join("?" if d is None else str(d) for d in self.shape)
        return f"{self.dtype or 'array'}[{shape}]"


def join_dims(a: Dim, b: Dim) -> Dim:
    return a if a == b else None


def join_avals(a: Aval, b: Aval) -> Aval:
    """Least upper bound: what holds of either."""
    if a == b:
        return a
    shape: Shape | None = None
    if a.shape is not None and b.shape is not None and len(a.shape) == len(b.shape):
        shape = tuple(join_dims(x, y) for x, y in zip(a.shape, b.shape, strict=True))
    return Aval(
        shape,
        a.dtype if a.dtype == b.dtype else None,
        a.weak if a.weak == b.weak else None,
    )
