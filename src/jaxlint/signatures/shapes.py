"""What becomes of dimensions: broadcasting, contraction, sizes, removal of axes; shared by all rules."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import TypeAlias

from jaxlint.domain.avals import Shape
from jaxlint.domain.dims import Dim, Size, may_be, plus, surely_different, times
from jaxlint.signatures.signature import Mismatch

Shaped: TypeAlias = "Shape | Mismatch | None"
"""A shape, a mismatch, or (None) a shape of which nothing is known."""


def broadcast_dims(a: Dim, b: Dim) -> Dim:
    """The size of two broadcast dimensions that do not surely disagree."""
    if a == b:
        return a
    if a == 1:
        return b
    if b == 1:
        return a
    # A size that is surely not 1 is what the other one must stretch to, or the call raises.
    if isinstance(a, int):
        return a
    if isinstance(b, int):
        return b
    if a is not None and not may_be(a, 1):
        return a
    return b if b is not None and not may_be(b, 1) else None


def surely_clash(a: Dim, b: Dim) -> bool:
    """Whether two dimensions cannot be broadcast in any execution: `n` with `n + 1` can, where `n` is 1."""
    return surely_different(a, b) and not may_be(a, 1) and not may_be(b, 1)


def broadcast(*shapes: Shape | None, names: Sequence[str] = (), raises: str | None = None) -> Shaped:
    """The shape that all of these broadcast to; `names` are the parameters' names, for the mismatch.

    Where `raises` does not say, JAX raises a TypeError for shapes of one rank and a ValueError for others.
    """
    known = [(at, shape) for at, shape in enumerate(shapes) if shape is not None]
    result: list[Dim] = []
    rank = max((len(shape) for _, shape in known), default=0)
    if raises is None and len(known) == len(shapes):
        raises = "TypeError" if len({len(shape) for _, shape in known if shape}) < 2 else "ValueError"
    for back in range(1, rank + 1):
        size: Dim = 1
        culprit: tuple[int, Size] | None = None
        for at, shape in known:
            if len(shape) < back:
                continue
            here = shape[-back]
            if size is not None and here is not None and surely_clash(size, here):
                if raises is None:
                    return None
                axes: tuple[tuple[str, int, Size], ...] = ()
                if culprit is not None and max(at, culprit[0]) < len(names):
                    first = shapes[culprit[0]] or ()
                    axes = (
                        (names[culprit[0]], len(first) - back, size),
                        (names[at], len(shape) - back, here),
                    )
                return Mismatch("broadcast", f"broadcasts {size} with {here}", raises, axes)
            size = broadcast_dims(size, here)
            if here is not None and size == here and here != 1:
                culprit = (at, here)
        result.append(size)
    return tuple(reversed(result)) if len(known) == len(shapes) else None


def fits(shape: Shape, target: Shape) -> bool | None:
    """Whether `shape` broadcasts to exactly `target`: surely, surely not, or (None) perhaps."""
    if len(shape) > len(target):
        return False
    sure: bool | None = True
    for here, there in zip(reversed(shape), reversed(target), strict=False):
        if here in (1, there) and here is not None:
            continue
        if surely_different(here, there):
            return False
        sure = None
    return sure


def size_of(shape: Shape | None) -> int | None:
    """The number of elements, where all sizes are known or one is zero."""
    if shape is None:
        return None
    if 0 in shape:
        return 0
    known = [size for size in shape if isinstance(size, int)]
    return math.prod(known) if len(known) == len(shape) else None


def product(sizes: Iterable[Dim]) -> Dim:
    """The size of several dimensions made into one."""
    result: Dim = 1
    for size in sizes:
        result = times(result, size)
    return result


def total(sizes: Iterable[Dim]) -> Dim:
    """The size of dimensions laid end to end."""
    result: Dim = 0
    for size in sizes:
        result = plus(result, size)
    return result


def same_size(sizes: Iterable[Dim]) -> Dim:
    """The one size of dimensions that must all be equal; what is known of any is known of all."""
    best: Dim = None
    for size in sizes:
        if isinstance(size, int):
            return size
        best = best or size
    return best


def first_clash(sizes: Sequence[Dim]) -> tuple[tuple[int, Size], tuple[int, Size]] | None:
    """The first two sizes, with their places, that surely differ where all must be equal."""
    for at, size in enumerate(sizes):
        for before, other in enumerate(sizes[:at]):
            if size is not None and other is not None and surely_different(size, other):
                return (before, other), (at, size)
    return None


def without(shape: Shape, axes: Iterable[int]) -> Shape:
    """The shape with these axes (counted from the front) removed."""
    gone = set(axes)
    return tuple(size for axis, size in enumerate(shape) if axis not in gone)


def with_size(shape: Shape, axis: int, size: Dim) -> Shape:
    """The shape with another size along one axis."""
    return (*shape[:axis], size, *shape[axis + 1 :])


def inserted(shape: Shape, axis: int, size: Dim) -> Shape:
    """The shape with a new dimension before `axis`."""
    return (*shape[:axis], size, *shape[axis:])


def unknown_dims(rank: int) -> Shape:
    return (None,) * rank


def contraction(
    sizes: tuple[Dim, Dim], names: tuple[str, str], axes: tuple[int, int], raises: str = "TypeError"
) -> Mismatch | None:
    """The mismatch of a contraction over one axis of each operand; size 1 is not broadcast there."""
    a, b = sizes
    if a is None or b is None or not surely_different(a, b):
        return None
    where = ((names[0], axes[0], a), (names[1], axes[1], b))
    return Mismatch("contraction", f"contracts {a} with {b}", raises, where)


def clash_of_ranks(shapes: Iterable[Shape | None]) -> tuple[int, int] | None:
    """Two different ranks among the known shapes, if there are."""
    ranks = [len(shape) for shape in shapes if shape is not None]
    return next(((ranks[0], rank) for rank in ranks[1:] if rank != ranks[0]), None)


def joined(first: Shape, second: Shape) -> Shape:
    """Dimension by dimension, what two shapes of one rank that must be equal tell together."""
    return tuple(same_size(pair) for pair in zip_longest(first, second))
