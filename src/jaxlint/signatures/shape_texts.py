"""Shapes as jaxtyping writes them: `"batch 3 d+1"`, `"*batch #n _"`; read once, given sizes call by call.

A name means one size in one call: `names` is what a call's annotations have bound so far.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import field
from typing import TypeAlias

from jaxlint.domain.avals import Shape, Variadic
from jaxlint.domain.dims import ARITHMETIC, Dim, Size, Symbol, surely_different, times
from jaxlint.records import dataclass


@dataclass(slots=True)
class Names:
    """What the names in annotations mean, in one call."""

    sizes: dict[str, Dim] = field(default_factory=dict)
    several: dict[str, Shape | Variadic] = field(default_factory=dict)
    """The dimensions of names with a star."""


@dataclass(frozen=True, slots=True)
class Anything:
    """`_`, and whatever is worked out when the program runs: `{self.size}`."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """`3`, `rgb=3`, and `#3`, which may be 1."""

    size: int
    broadcasts: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """`d`, and `#d`, which may be 1."""

    name: str
    broadcasts: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """`d+1`: arithmetic on names."""

    expression: ast.expr


@dataclass(frozen=True, slots=True)
class Rest:
    """`...` and `*batch`: any number of dimensions."""

    name: str | None


Part: TypeAlias = Anything | Fixed | Named | Formula | Rest
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**"}


@functools.lru_cache(maxsize=1024)
def parse(text: str) -> tuple[Part, ...] | None:
    """The parts of a shape; None where there are two that stand for any number of dimensions."""
    parts = tuple(map(_part, text.split()))
    return parts if sum(isinstance(part, Rest) for part in parts) < 2 else None


def _part(token: str) -> Part:
    if token == "...":
        return Rest(None)
    marks = re.match(r"[#*?]*", token)
    prefix = marks.group() if marks else ""
    token = token[len(prefix) :]
    if "=" in token:
        token = token.rpartition("=")[2]
    if "*" in prefix:
        return Rest(None if not token.isidentifier() or token.startswith("_") or "#" in prefix else token)
    broadcasts = "#" in prefix
    if token.isdecimal():
        return Fixed(int(token), broadcasts)
    if "?" in prefix or token.startswith("_") or "{" in token:
        return Anything()
    if token.isidentifier():
        return Named(token, broadcasts)
    try:
        return Anything() if broadcasts else Formula(ast.parse(token, mode="eval").body)
    except (SyntaxError, ValueError):
        return Anything()


def _place_of_rest(parts: tuple[Part, ...]) -> int | None:
    return next((at for at, part in enumerate(parts) if isinstance(part, Rest)), None)


def takes_any_batch(parts: tuple[Part, ...] | None) -> bool:
    """Whether any number of dimensions is stated."""
    return parts is not None and _place_of_rest(parts) is not None


def batched(parts: tuple[Part, ...] | None) -> tuple[Part, ...] | None:
    """What is stated of one element, said of any batch of them."""
    return parts if parts is None or takes_any_batch(parts) else (Rest("batch"), *parts)


def ranks_fit(parts: tuple[Part, ...], shape: Shape | Variadic) -> bool:
    """Whether an array of this shape can have as many dimensions."""
    rest = _place_of_rest(parts)
    fixed = len(parts) if rest is None else len(parts) - 1
    if isinstance(shape, Variadic):
        return rest is not None or fixed >= shape.least_rank
    return len(shape) == fixed if rest is None else len(shape) >= fixed


def pairs(parts: tuple[Part, ...], shape: Shape | Variadic) -> Iterator[tuple[int, Part, Dim]]:
    """Each axis that has a part of its own, with what an array has there."""
    if not ranks_fit(parts, shape):
        return
    if isinstance(shape, Variadic):
        lead, trail = shape.lead, shape.trail
    else:
        lead = trail = shape
    rest = _place_of_rest(parts)
    for axis, (part, size) in enumerate(zip(parts[:rest], lead, strict=False)):
        yield axis, part, size
    behind = parts if rest is None else parts[rest + 1 :]
    if rest is None and lead is trail:
        return
    for back, (part, size) in enumerate(zip(reversed(behind), reversed(trail), strict=False), 1):
        yield -back if lead is not trail else len(trail) - back, part, size


def middle(parts: tuple[Part, ...], shape: Shape | Variadic) -> tuple[str, Shape | Variadic] | None:
    """The name with a star and the dimensions of an array that it stands for, as far as these are certain."""
    rest = _place_of_rest(parts)
    part = None if rest is None else parts[rest]
    if rest is None or not isinstance(part, Rest) or part.name is None or not ranks_fit(parts, shape):
        return None
    behind = len(parts) - rest - 1
    if not isinstance(shape, Variadic):
        return part.name, shape[rest : len(shape) - behind]
    if len(shape.lead) < rest or len(shape.trail) < behind:
        return None
    return part.name, Variadic(shape.lead[rest:], shape.rest, shape.trail[: len(shape.trail) - behind])


def bind(parts: tuple[Part, ...], shape: Shape | Variadic, names: Names) -> None:
    """Take the sizes of an array for the names that have none yet."""
    for _, part, size in pairs(parts, shape):
        if isinstance(part, Named) and not part.broadcasts and size is not None:
            names.sizes.setdefault(part.name, size)
    found = middle(parts, shape)
    if found is not None:
        names.several.setdefault(*found)


def stated_shape(
    parts: tuple[Part, ...] | None, names: Names, fresh: Callable[[str, bool], Symbol]
) -> Shape | Variadic | None:
    """The shape that an annotation states; names without a size get a symbol of their own."""
    if parts is None:
        return None
    rest = _place_of_rest(parts)
    if rest is None:
        return tuple(_stated(part, names, fresh) for part in parts)
    part = parts[rest]
    name = part.name if isinstance(part, Rest) else None
    lead = tuple(_stated(part, names, fresh) for part in parts[:rest])
    trail = tuple(_stated(part, names, fresh) for part in parts[rest + 1 :])
    if name is None:
        return Variadic(lead, fresh("axes", True), trail)
    if name not in names.several:
        names.several[name] = Variadic((), fresh(name, True), ())
    between = names.several[name]
    if isinstance(between, Variadic):
        return Variadic(lead + between.lead, between.rest, between.trail + trail)
    return lead + between + trail


def _stated(part: Part, names: Names, fresh: Callable[[str, bool], Symbol]) -> Dim:
    match part:
        case Fixed(size=size, broadcasts=False):
            return size
        case Named(name=name, broadcasts=False):
            if name not in names.sizes:
                names.sizes[name] = fresh(name, False)
            return names.sizes[name]
        case Formula(expression=expression):
            return _calculated(expression, names)
    return None


def _calculated(node: ast.expr, names: Names) -> Dim:
    """Arithmetic on names that have their sizes: jaxtyping wants them bound earlier."""
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int(number)):
            return number
        case ast.Name(id=name):
            return names.sizes.get(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return times(_calculated(operand, names), -1)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return ARITHMETIC[_OPERATORS[type(op)]](_calculated(left, names), _calculated(right, names))
    return None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """How an array surely is another than is stated: its dtype, its rank (axis None), or the size of one axis.

    Of a tuple, how many items it has.
    """

    axis: int | None
    stated: Size | str
    actual: Size | str
    of_dtype: bool = False
    of_length: bool = False


def contradiction(parts: tuple[Part, ...], shape: Shape | Variadic, names: Names) -> Contradiction | None:
    """Where an array's shape surely is not what its annotation states, given the sizes that names have."""
    if not ranks_fit(parts, shape):
        rank = shape.least_rank if isinstance(shape, Variadic) else len(shape)
        return Contradiction(None, sum(not isinstance(part, Rest) for part in parts), rank)
    for axis, part, size in pairs(parts, shape):
        match part:
            case Fixed(broadcasts=True) | Named(broadcasts=True) if size == 1:
                continue
            case Named(name=name):
                wanted = names.sizes.get(name)
            case Fixed(size=number):
                wanted = number
            case Formula(expression=expression):
                wanted = _calculated(expression, names)
            case _:
                continue
        if wanted is not None and size is not None and surely_different(wanted, size):
            if not isinstance(part, (Named, Fixed)) or not part.broadcasts or isinstance(size, int):
                return Contradiction(axis, wanted, size)
    return _contradicted_middle(parts, shape, names)


def _contradicted_middle(
    parts: tuple[Part, ...], shape: Shape | Variadic, names: Names
) -> Contradiction | None:
    """Where the dimensions that a name with a star stands for are not the ones that it has stood for before."""
    found = middle(parts, shape)
    wanted = None if found is None else names.several.get(found[0])
    if found is None or wanted is None or isinstance(wanted, Variadic) or isinstance(found[1], Variadic):
        return None
    if len(wanted) != len(found[1]):
        return Contradiction(
            None, len(parts) - 1 + len(wanted), len(shape) if isinstance(shape, tuple) else 0
        )
    first = _place_of_rest(parts) or 0
    for axis, (size, actual) in enumerate(zip(wanted, found[1], strict=True), first):
        if size is not None and actual is not None and surely_different(size, actual):
            return Contradiction(axis, size, actual)
    return None
