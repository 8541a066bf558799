"""Shapes as jaxtyping writes them: `"batch 3 d+1"`, `"*batch #n _"`; read once, given sizes call by call.

A name means one size in one call: `names` is what a call's annotations have bound so far.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Callable, Iterator, MutableMapping
from typing import TypeAlias

from jaxlint.domain.avals import Shape
from jaxlint.domain.dims import ARITHMETIC, Dim, Size, Symbol, surely_different, times
from jaxlint.records import dataclass

Names: TypeAlias = MutableMapping[str, Dim]


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


def ranks_fit(parts: tuple[Part, ...], rank: int) -> bool:
    """Whether an array of this many dimensions can have the shape."""
    fixed = sum(not isinstance(part, Rest) for part in parts)
    return rank == fixed if fixed == len(parts) else rank >= fixed


def pairs(parts: tuple[Part, ...], shape: Shape) -> Iterator[tuple[int, Part, Dim]]:
    """Each axis that has a part of its own, with what an array has there."""
    if not ranks_fit(parts, len(shape)):
        return
    rest = next((at for at, part in enumerate(parts) if isinstance(part, Rest)), len(parts))
    for axis, part in enumerate(parts[:rest]):
        yield axis, part, shape[axis]
    behind = parts[rest + 1 :]
    for number, part in enumerate(behind):
        axis = len(shape) - len(behind) + number
        yield axis, part, shape[axis]


def bind(parts: tuple[Part, ...], shape: Shape, names: Names) -> None:
    """Take the sizes of an array for the names that have none yet."""
    for _, part, size in pairs(parts, shape):
        if isinstance(part, Named) and not part.broadcasts and size is not None:
            names.setdefault(part.name, size)


def stated_shape(
    parts: tuple[Part, ...] | None, names: Names, fresh: Callable[[str], Symbol]
) -> Shape | None:
    """The shape that an annotation states; names without a size get a symbol of their own."""
    if parts is None or any(isinstance(part, Rest) for part in parts):
        return None
    return tuple(_stated(part, names, fresh) for part in parts)


def _stated(part: Part, names: Names, fresh: Callable[[str], Symbol]) -> Dim:
    match part:
        case Fixed(size=size, broadcasts=False):
            return size
        case Named(name=name, broadcasts=False):
            if name not in names:
                names[name] = fresh(name)
            return names[name]
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
            return names.get(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return times(_calculated(operand, names), -1)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return ARITHMETIC[_OPERATORS[type(op)]](_calculated(left, names), _calculated(right, names))
    return None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """How an array surely has another shape than is stated: its rank (axis None), or the size of one axis."""

    axis: int | None
    stated: Size
    actual: Size


def contradiction(parts: tuple[Part, ...], shape: Shape, names: Names) -> Contradiction | None:
    """Where an array's shape surely is not what its annotation states, given the sizes that names have."""
    if not ranks_fit(parts, len(shape)):
        return Contradiction(None, sum(not isinstance(part, Rest) for part in parts), len(shape))
    for axis, part, size in pairs(parts, shape):
        match part:
            case Fixed(broadcasts=True) | Named(broadcasts=True) if size == 1:
                continue
            case Named(name=name):
                wanted = names.get(name)
            case Fixed(size=number):
                wanted = number
            case Formula(expression=expression):
                wanted = _calculated(expression, names)
            case _:
                continue
        if wanted is not None and size is not None and surely_different(wanted, size):
            if not isinstance(part, Named | Fixed) or not part.broadcasts or isinstance(size, int):
                return Contradiction(axis, wanted, size)
    return None
