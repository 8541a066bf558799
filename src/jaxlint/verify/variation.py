"""The inputs that `# vary:` lets hypothesis choose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jaxlint.records import dataclass

FLOATS = ("float16", "bfloat16", "float32", "float64")
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
ARRAYS = (*FLOATS, *INTEGERS, "bool", "key")
SCALARS = ("bool", "int", "float")
"""Without brackets: a Python number, as a static argument needs it."""

_CALL = re.compile(r"([A-Za-z_]\w*)\((.*)\)")
_NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
_ARGUMENT = re.compile(
    rf"(?:([A-Za-z_]\w*)\s*=\s*)?([a-z]+\d*)(?:\[([\w\s,]*)\])?(?:\s+in\s+({_NUMBER})\.\.({_NUMBER}))?"
)


@dataclass(frozen=True, slots=True)
class Argument:
    """One drawn argument: `float32[n, 3]`, `step=int32[] in 0..5`, `key[]`, `axis=int in 0..1`.

    A dimension is a number, or a name that stands for one size in the whole call; None makes a Python number.
    """

    dtype: str
    dimensions: tuple[int | str, ...] | None
    keyword: str | None = None
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        name = f"{self.keyword}=" if self.keyword else ""
        bounds = f" in {self.low:g}..{self.high:g}" if self.low is not None and self.high is not None else ""
        shape = "" if self.dimensions is None else f"[{','.join(map(str, self.dimensions))}]"
        return f"{name}{self.dtype}{shape}{bounds}"


@dataclass(frozen=True, slots=True)
class Variation:
    """A function of the program, by name, and the arguments it is called with."""

    function: str
    arguments: tuple[Argument, ...]

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.arguments))})"


def parse_variation(text: str) -> Variation:
    """The variation that `FUNCTION(ARGUMENT, ...)` describes.

    Raises:
        ValueError: with a message for the author of the fixture.
    """
    match = _CALL.fullmatch(text)
    if match is None:
        raise ValueError(f"`vary: {text}` is not FUNCTION(ARGUMENT, ...), as in `vary: clip(float32[n])`")
    arguments = tuple(_parse_argument(part) for part in _split(match[2]))
    if not arguments:
        raise ValueError(f"`vary: {text}` has no arguments to vary")
    return Variation(match[1], arguments)


def _parse_argument(text: str) -> Argument:
    match = _ARGUMENT.fullmatch(text)
    if match is None:
        raise ValueError(f"`{text}` is not [NAME=]DTYPE[DIMENSIONS] [in LOW..HIGH]")
    keyword, dtype, dimensions, low, high = match.groups()
    known = SCALARS if dimensions is None else ARRAYS
    if dtype not in known:
        brackets = "without" if dimensions is None else "before"
        raise ValueError(f"`{dtype}` {brackets} brackets is none of: {', '.join(known)}")
    sizes = tuple(_split(dimensions or ""))
    if not all(each.isdigit() or each.isidentifier() for each in sizes):
        raise ValueError(f"`{text}`: a dimension is a number or a name")
    bounds = None if low is None else (float(low), float(high))
    if bounds is not None and dtype in ("bool", "key"):
        raise ValueError(f"`{text}`: a {dtype} has no range")
    if bounds is not None and bounds[0] > bounds[1]:
        raise ValueError(f"`{text}`: the range is empty")
    return Argument(
        dtype,
        None if dimensions is None else tuple(int(each) if each.isdigit() else each for each in sizes),
        keyword,
        *(bounds or (None, None)),
    )


def _split(text: str) -> Iterator[str]:
    """The parts between commas that stand outside of square brackets."""
    for part in re.split(r",(?![^\[]*\])", text):
        if part.strip():
            yield part.strip()
