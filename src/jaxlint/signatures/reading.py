"""What a value says where a library function takes it: as an operand, a size, an axis, a dtype, a literal."""

from __future__ import annotations

import enum
from typing import Final, Literal, TypeAlias

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Dim, Shape
from jaxlint.domain.values import (
    Array,
    Const,
    DType,
    Extent,
    External,
    Host,
    NumPyArray,
    PyTree,
    ShapeStruct,
    TupleValue,
    Unknown,
    Value,
    plain,
)
from jaxlint.signatures.signature import Mismatch


class _Unread(enum.Enum):
    UNREAD = enum.auto()


Unread: TypeAlias = Literal[_Unread.UNREAD]
UNREAD: Final = _Unread.UNREAD
"""A literal that cannot be read: the value is not a constant."""

_PYTHON_SCALARS: Final[dict[type, Aval]] = {
    bool: Aval((), dtypes.BOOL, False),
    int: Aval((), dtypes.INT, True),
    float: Aval((), dtypes.FLOAT, True),
    complex: Aval((), dtypes.COMPLEX, True),
}
_SCALARS_BY_NAME: Final = {python.__name__: aval for python, aval in _PYTHON_SCALARS.items()}


def in_jax(aval: Aval) -> Aval:
    """What a NumPy array's aval becomes when JAX takes the array."""
    if aval.dtype is None:
        return aval
    known = dtypes.is_jax_dtype(aval.dtype)
    return Aval(aval.shape, dtypes.canonical(aval.dtype) if known else None, aval.weak)


def operand(value: Value | None) -> Aval | None:
    """The aval of an operand of a JAX function; None where JAX would not take the value as an array.

    An operand that may be anything is an aval of which nothing is known.
    """
    match value:
        case Array(aval=aval) | ShapeStruct(aval=aval):
            return aval
        case NumPyArray(aval=aval):
            return in_jax(Aval(aval.shape, aval.dtype, False))
        case Const(value=scalar):
            return _PYTHON_SCALARS.get(type(plain(scalar)))
        case Extent():
            return _PYTHON_SCALARS[int]
        case Host(type_name=None) | Unknown() | PyTree():
            return Aval()
        case Host(type_name=str(name)):
            if name in _SCALARS_BY_NAME:
                return _SCALARS_BY_NAME[name]
            if dtypes.is_jax_dtype(name):
                return Aval((), dtypes.canonical(name), False)
            return None
        case _:
            return None


def dim(value: Value) -> Dim:
    """One size: known, symbolic, or (None) not known."""
    match value:
        case Const(value=bool()):
            return None
        case Const(value=int(size)):
            return int(size) if size >= 0 else None
        case Extent(size=size):
            return size
        case _:
            return None


def is_one_number(value: Value) -> bool:
    """Whether the value is surely one Python number, known or not."""
    match value:
        case Const(value=int() | float()) | Extent() | Host(type_name="int" | "bool" | "float"):
            return True
        case _:
            return False


def dims(value: Value | None) -> Shape | None:
    """The shape that a `shape=` argument asks for: an int or a sequence of them."""
    match value:
        case TupleValue(items=items):
            return tuple(dim(item) for item in items)
        case None:
            return None
        case _:
            return (dim(value),) if is_one_number(value) else None


def is_impossible_shape(value: Value | None) -> bool:
    """Whether a shape surely holds a negative size or something that is no size."""
    sizes = value.items if isinstance(value, TupleValue) else (value,)
    numbers = [plain(size.value) for size in sizes if isinstance(size, Const)]
    return any(not (type(number) is int and number >= 0) for number in numbers)


def literal(value: Value | None, default: object = None) -> object:
    """The Python object that a constant or a tuple of them is, `default` where absent, or UNREAD."""
    match value:
        case None:
            return default
        case Const(value=constant):
            return plain(constant)
        case TupleValue(items=items):
            read = tuple(literal(item) for item in items)
            return UNREAD if UNREAD in read else read
        case _:
            return UNREAD


def flag(value: Value | None, default: bool = False) -> bool | None:
    """A boolean option; None where it cannot be read."""
    read = literal(value, default)
    return bool(read) if isinstance(read, (bool, int)) else None


def integer(value: Value | None, default: int | None = None) -> int | None:
    """A known Python int, or None: absent without default, None itself, or not known."""
    read = literal(value, default)
    return read if isinstance(read, int) and not isinstance(read, bool) else None


def ints(value: Value | None) -> tuple[int, ...] | None:
    """A tuple of known Python ints."""
    read = literal(value)
    if not isinstance(read, tuple):
        return None
    numbers = tuple(item for item in read if isinstance(item, int) and not isinstance(item, bool))
    return numbers if len(numbers) == len(read) else None


def is_absent(value: Value | None) -> bool:
    """Whether an optional argument is missing or None."""
    return value is None or (isinstance(value, Const) and value.value is None)


_ALIASES: Final = {
    "bool_": "bool",
    "int_": "int64",
    "uint": "uint64",
    "float_": "float64",
    "complex_": "complex128",
    "half": "float16",
    "single": "float32",
    "double": "float64",
    "csingle": "complex64",
    "cdouble": "complex128",
    "int": "int64",
    "float": "float64",
    "complex": "complex128",
    "intc": "int32",
    "uintc": "uint32",
    "byte": "int8",
    "ubyte": "uint8",
    "short": "int16",
    "ushort": "uint16",
    "longlong": "int64",
    "ulonglong": "uint64",
    "intp": "int64",
    "uintp": "uint64",
    "f2": "float16",
    "f4": "float32",
    "f8": "float64",
    "i1": "int8",
    "i2": "int16",
    "i4": "int32",
    "i8": "int64",
    "u1": "uint8",
    "u2": "uint16",
    "u4": "uint32",
    "u8": "uint64",
    "c8": "complex64",
    "c16": "complex128",
}
_DTYPE_HOMES: Final = ("jax.numpy.", "numpy.", "builtins.", "ml_dtypes.", "jax.dtypes.")


def numpy_dtype(value: Value | None) -> str | None:
    """The dtype that a `dtype=` argument names, as NumPy reads it; None where absent or not known."""
    match value:
        case Const(value=str() as text):
            name = str.__str__(text)
        case DType(name=name):
            if name in (dtypes.INT, dtypes.UINT, dtypes.FLOAT, dtypes.COMPLEX):
                return None
        case External(name=full):
            home = next((home for home in _DTYPE_HOMES if full.startswith(home)), None)
            if home is None:
                return None
            name = full.removeprefix(home)
            if home == "builtins." and name not in ("bool", "int", "float", "complex"):
                return None
        case _:
            return None
    name = _ALIASES.get(name, name)
    return name if dtypes.is_jax_dtype(name) and name != dtypes.KEY else None


def jax_dtype(value: Value | None) -> str | None:
    """The dtype that a `dtype=` argument names, as JAX reads it: 64-bit dtypes depend on x64."""
    if isinstance(value, DType):
        return dtypes.canonical(value.name) if value.name != dtypes.KEY else None
    name = numpy_dtype(value)
    return None if name is None else dtypes.canonical(name)


def dtype_option(value: Value | None, default: str | None) -> str | None:
    """The dtype of a result with an optional `dtype=` argument."""
    return default if is_absent(value) else jax_dtype(value)


def axis_error(axis: int, ndim: int, raises: str = "ValueError") -> Mismatch:
    return Mismatch("axis", f"axis {axis} of {ndim} {'dimension' if ndim == 1 else 'dimensions'}", raises)


def axis_of(
    value: Value | None, ndim: int, default: int, raises: str = "ValueError"
) -> int | Mismatch | None:
    """A required axis counted from the front; None where not known."""
    read = literal(value, default)
    if not isinstance(read, int) or isinstance(read, bool):
        return None
    return read % ndim if -ndim <= read < ndim else axis_error(read, ndim, raises)


def axes_of(value: Value | None, ndim: int, raises: str = "ValueError") -> tuple[int, ...] | Mismatch | None:
    """The axes of an `axis=` argument, which may be None (all), an int or several ints; None: not known."""
    read = literal(value)
    if read is None:
        return tuple(range(ndim))
    wanted = read if isinstance(read, tuple) else (read,)
    axes: list[int] = []
    for axis in wanted:
        if not isinstance(axis, int) or isinstance(axis, bool):
            return None
        if not -ndim <= axis < ndim:
            return axis_error(axis, ndim, raises)
        axes.append(axis % ndim)
    repeated = next((axis for at, axis in enumerate(axes) if axis in axes[:at]), None)
    return tuple(axes) if repeated is None else Mismatch("axis", f"names axis {repeated} twice", "ValueError")
