"""JAX's dtypes: promotion with weak types, computed for both settings of `jax_enable_x64`.

Whether x64 is on is a setting of the process that runs the program, so jaxlint never knows it. A dtype that
depends on it has a name of its own: `float` is float32 without x64 and float64 with it, and likewise `int`,
`uint` and `complex`. JAX arrays never carry the 64-bit names here; NumPy arrays do.
"""

from __future__ import annotations

import enum
import functools
import itertools
import math
from collections.abc import Iterable
from typing import Final

from jaxlint.domain.avals import Aval

_WIDE: Final = {"int": "int64", "uint": "uint64", "float": "float64", "complex": "complex128"}
_NARROW: Final = {"int": "int32", "uint": "uint32", "float": "float32", "complex": "complex64"}
_BY_WIDE: Final = {wide: name for name, wide in _WIDE.items()}

INT, UINT, FLOAT, COMPLEX, BOOL, KEY = "int", "uint", "float", "complex", "bool", "key"


class Kind(enum.Enum):
    """What sort of numbers a dtype holds."""

    BOOL = "b"
    UNSIGNED = "u"
    SIGNED = "i"
    FLOATING = "f"
    COMPLEX = "c"
    KEY = "key"


INTEGER: Final = frozenset({Kind.UNSIGNED, Kind.SIGNED})
INEXACT: Final = frozenset({Kind.FLOATING, Kind.COMPLEX})
NUMBER: Final = INTEGER | INEXACT
REAL: Final = INTEGER | {Kind.FLOATING}
BITS: Final = INTEGER | {Kind.BOOL}
FLOATS: Final = frozenset({Kind.FLOATING})
PLAIN: Final = NUMBER | {Kind.BOOL}
NOT_COMPLEX: Final = PLAIN - {Kind.COMPLEX}
ANY_KIND: Final = PLAIN | {Kind.KEY}

_FLOAT8: Final = [
    "float4_e2m1fn",
    "float8_e3m4",
    "float8_e4m3",
    "float8_e4m3b11fnuz",
    "float8_e4m3fn",
    "float8_e4m3fnuz",
    "float8_e5m2",
    "float8_e5m2fnuz",
    "float8_e8m0fnu",
]

_KINDS: Final[dict[str, Kind]] = {
    "bool": Kind.BOOL,
    "key": Kind.KEY,
    **dict.fromkeys(("int", "int8", "int16", "int32", "int64", "int1", "int2", "int4"), Kind.SIGNED),
    **dict.fromkeys(
        ("uint", "uint8", "uint16", "uint32", "uint64", "uint1", "uint2", "uint4"), Kind.UNSIGNED
    ),
    **dict.fromkeys(("float", "float16", "bfloat16", "float32", "float64", *_FLOAT8), Kind.FLOATING),
    **dict.fromkeys(("complex", "complex64", "complex128"), Kind.COMPLEX),
}

# The lattice of JAX's type promotion: each dtype with the next ones up; `i*`, `f*`, `c*` are the weak types.
_ABOVE: Final[dict[str, tuple[str, ...]]] = {
    "bool": ("i*",),
    "i*": ("uint8", "int8"),
    "uint8": ("int16", "uint16"),
    "int8": ("int16",),
    "uint16": ("int32", "uint32"),
    "int16": ("int32",),
    "uint32": ("int64", "uint64"),
    "int32": ("int64",),
    "uint64": ("f*",),
    "int64": ("f*",),
    "f*": ("c*", "float16", "bfloat16"),
    "bfloat16": ("float32",),
    "float16": ("float32",),
    "float32": ("complex64", "float64"),
    "float64": ("complex128",),
    "c*": ("complex64",),
    "complex64": ("complex128",),
    "complex128": (),
}
_MOST_READINGS: Final = 16
_WEAK_DEFAULTS: Final = {"i*": "int64", "f*": "float64", "c*": "complex128"}
_WEAK_NODES: Final = {Kind.SIGNED: "i*", Kind.UNSIGNED: "i*", Kind.FLOATING: "f*", Kind.COMPLEX: "c*"}


def kind_of(dtype: str | None) -> Kind | None:
    """The kind of a dtype; None where the dtype is unknown or not one of JAX's."""
    return None if dtype is None else _KINDS.get(dtype)


def python_type(dtype: str | None) -> str | None:
    """The type of Python's numbers that a dtype's are converted to: `float` of a float32."""
    match kind_of(dtype):
        case Kind.BOOL:
            return BOOL
        case Kind.SIGNED | Kind.UNSIGNED:
            return INT
        case Kind.FLOATING:
            return FLOAT
        case Kind.COMPLEX:
            return COMPLEX
        case _:
            return None


def is_jax_dtype(name: str) -> bool:
    return name in _KINDS


def canonical(dtype: str) -> str:
    """The dtype of a JAX array that was asked for as `dtype`: 64-bit names depend on x64."""
    return _BY_WIDE.get(dtype, dtype)


def at_width(dtype: str, *, x64: bool) -> str:
    """The concrete dtype under one setting of x64."""
    if x64:
        return _WIDE.get(dtype, dtype)
    wide = _BY_WIDE.get(dtype, dtype)
    return _NARROW.get(wide, wide)


def surely_different_dtypes(a: str | None, b: str | None) -> bool:
    """Whether two dtypes differ under each setting of x64 (`float` and `float32` may agree)."""
    if a is None or b is None or a == b:
        return False
    return all(at_width(a, x64=x64) != at_width(b, x64=x64) for x64 in (False, True))


def same_dtype(a: str, b: str) -> bool | None:
    """Whether two dtypes are the same, one of which may be NumPy's; None where x64 decides."""
    if KEY in (a, b):
        return None
    readings = {_NARROW.get(a, a) == _NARROW.get(b, b), _WIDE.get(a, a) == _WIDE.get(b, b)}
    return readings.pop() if len(readings) == 1 else None


def surely_narrower(a: str | None, b: str | None) -> bool:
    """Whether `a` has fewer bits than `b`, numbers of one kind, under each setting of x64."""
    if a is None or b is None:
        return False
    kinds = {kind_of(a), kind_of(b)}
    if len(kinds) > 1 and not kinds <= INTEGER:
        return False
    return all(_bits(at_width(a, x64=x64)) < _bits(at_width(b, x64=x64)) for x64 in (False, True))


def surely_as_wide(a: str | None, b: str | None) -> bool:
    """Whether an element of `a` has as many bits as one of `b` under each setting of x64."""
    if a is None or b is None:
        return False
    return all(_bits(at_width(a, x64=x64)) == _bits(at_width(b, x64=x64)) for x64 in (False, True))


def _bits(dtype: str) -> int:
    digits = dtype.partition("_")[0].lstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits) if digits else 0


def bytes_of(dtype: str) -> int:
    """The size of one element where x64 is off; at least one byte."""
    return max(_bits(at_width(dtype, x64=False)) // 8, 1)


def from_widths(narrow: str, wide: str) -> str | None:
    """The name of what is `narrow` without x64 and `wide` with it, if it has one."""
    if narrow == wide:
        return narrow
    name = _BY_WIDE.get(wide)
    return name if name is not None and _NARROW[name] == narrow else None


@functools.cache
def _all_above(node: str) -> frozenset[str]:
    return frozenset({node}).union(*(_all_above(above) for above in _ABOVE[node]))


def _join(nodes: Iterable[str]) -> str | None:
    """Least upper bound in the lattice; None where a dtype is not in it."""
    unique = set(nodes)
    if len(unique) == 1:
        return unique.pop()
    if not unique <= _ABOVE.keys():
        return None
    above = frozenset.intersection(*map(_all_above, unique))
    return next((node for node in above if above <= _all_above(node)), None)


def _promoted(operands: tuple[tuple[str, bool], ...], *, x64: bool) -> tuple[str, bool] | None:
    """Dtype and weak type of a calculation under one setting of x64."""
    widths = [(at_width(dtype, x64=x64), weak) for dtype, weak in operands]
    if all(weak for _, weak in widths):
        joined, weak = _join(dtype for dtype, _ in widths), True
    else:
        joined = _join(_WEAK_NODES.get(_KINDS[dtype], dtype) if weak else dtype for dtype, weak in widths)
        weak = joined in _WEAK_DEFAULTS
    if joined is None:
        return None
    return at_width(_WEAK_DEFAULTS.get(joined, joined), x64=x64), weak


@functools.lru_cache(maxsize=4096)
def _promote(operands: tuple[tuple[str, bool], ...]) -> tuple[str | None, bool | None]:
    narrow, wide = (_promoted(operands, x64=x64) for x64 in (False, True))
    if narrow is None or wide is None:
        return None, None
    return from_widths(narrow[0], wide[0]), narrow[1] if narrow[1] == wide[1] else None


def promote(*operands: Aval) -> tuple[str | None, bool | None]:
    """Dtype and weak type of what JAX calculates from these operands; None is what is not known."""
    choices: list[list[tuple[str, bool]]] = []
    for operand in operands:
        if operand.dtype is None or kind_of(operand.dtype) is None:
            return None, None
        guesses = (False, True) if operand.weak is None else (operand.weak,)
        choices.append([(operand.dtype, guess) for guess in guesses])
    if not choices or math.prod(map(len, choices)) > _MOST_READINGS:
        return None, None
    readings = {_promote(reading) for reading in itertools.product(*choices)}
    dtypes, weaks = {dtype for dtype, _ in readings}, {weak for _, weak in readings}
    return dtypes.pop() if len(dtypes) == 1 else None, weaks.pop() if len(weaks) == 1 else None


def to_inexact(dtype: str | None) -> str | None:
    """The dtype of `sin(x)`: floating and complex stay, integers and bool become floating."""
    match kind_of(dtype):
        case Kind.FLOATING | Kind.COMPLEX:
            return dtype
        case Kind.BOOL | Kind.SIGNED | Kind.UNSIGNED:
            return FLOAT if dtype in (INT, UINT) else "float32"
        case _:
            return None


def real_part(dtype: str | None) -> str | None:
    """The dtype of `abs(x)` and `x.real`."""
    return {"complex": "float", "complex64": "float32"}.get(dtype, dtype) if dtype is not None else None


def complex_of(dtype: str | None) -> str | None:
    """The complex dtype with parts of this dtype, once it is inexact; half precision becomes complex64."""
    match to_inexact(dtype):
        case None:
            return None
        case "float" | "complex":
            return COMPLEX
        case _:
            return "complex64"


def sum_dtype(dtype: str | None) -> str | None:
    """The dtype of `jnp.sum(x)`: integers narrower than the default are widened to it."""
    match kind_of(dtype):
        case Kind.BOOL | Kind.SIGNED:
            return INT
        case Kind.UNSIGNED:
            return UINT
        case Kind.FLOATING | Kind.COMPLEX:
            return dtype
        case _:
            return None
