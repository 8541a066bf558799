"""What jit knows of an array at trace time: shape, dtype, weak type."""

from __future__ import annotations

from typing import TypeAlias

from jaxlint.domain.dims import Dim as Dim
from jaxlint.domain.dims import Symbol as Symbol
from jaxlint.domain.dims import surely_different as surely_different
from jaxlint.domain.variadic import Variadic as Variadic
from jaxlint.domain.variadic import both as both
from jaxlint.domain.variadic import common
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
    variadic: Variadic | None = None
    """What is known of a shape of unknown rank, which alone has it."""

    @property
    def ndim(self) -> int | None:
        return None if self.shape is None else len(self.shape)

    def with_shape(self, shape: Shape | Variadic | None) -> Aval:
        return shaped(shape, self.dtype, self.weak)

    @property
    def leading(self) -> Dim:
        """The size of the first axis."""
        if self.variadic is not None:
            return self.variadic.at(0)
        return self.shape[0] if self.shape else None

    def row(self) -> Aval:
        """What is along the first axis."""
        if self.variadic is not None:
            return self.with_shape(self.variadic.without_axis(0))
        return Aval(self.shape[1:] if self.shape else None, self.dtype, self.weak)

    def stacked(self, size: Dim) -> Aval:
        """With a new first axis."""
        if self.variadic is not None:
            return self.with_shape(self.variadic.with_axis(0, size))
        return Aval(None if self.shape is None else (size, *self.shape), self.dtype, self.weak)

    def __str__(self) -> str:
        shape = "?" if self.shape is None else ", ".join("?" if d is None else str(d) for d in self.shape)
        if self.variadic is not None:
            shape = str(self.variadic)[1:-1].removesuffix(",")
        return f"{self.dtype or 'array'}[{shape}]"


def shaped(shape: Shape | Variadic | None, dtype: str | None = None, weak: bool | None = None) -> Aval:
    """The aval of a shape whose rank may be unknown."""
    if isinstance(shape, Variadic):
        return Aval(None, dtype, weak, shape or None)
    return Aval(shape, dtype, weak)


def join_dims(a: Dim, b: Dim) -> Dim:
    return a if a == b else None


def join_avals(a: Aval, b: Aval) -> Aval:
    """Least upper bound: what holds of either."""
    if a == b:
        return a
    shape: Shape | None = None
    if a.shape is not None and b.shape is not None and len(a.shape) == len(b.shape):
        shape = tuple(join_dims(x, y) for x, y in zip(a.shape, b.shape, strict=True))
    variadic = None
    if a.variadic is not None and b.variadic is not None:
        variadic = common(a.variadic, b.variadic) or None
    return Aval(
        shape,
        a.dtype if a.dtype == b.dtype else None,
        a.weak if a.weak == b.weak else None,
        variadic,
    )
