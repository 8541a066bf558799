"""Abstract values: what the tracer knows of a Python value at one point of the program.

Values are immutable and compared by what they are. Mutable objects are an `Object` holding an address;
their contents live in the tracer's state, so that aliases see each other's mutations.
"""

from __future__ import annotations

import enum
from typing import NamedTuple, TypeAlias

from jaxlint.domain.avals import Aval, Shape, Variadic
from jaxlint.domain.dims import Dim, Polynomial, Symbol
from jaxlint.domain.keys import Key
from jaxlint.domain.origins import Origin, Place
from jaxlint.domain.tangents import Cut, Tangent
from jaxlint.domain.transforms import Transform
from jaxlint.records import dataclass


@dataclass(frozen=True, slots=True)
class Unreached:
    """Bottom: no execution gets here."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Top: anything. No rule may report on it."""


UNREACHED = Unreached()
UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True, eq=False)
class Const:
    """An immutable Python constant known exactly; `Const(1)` and `Const(True)` differ, as jit sees them.

    A member of an enumeration of the program is a member of one that Python makes of the same values.
    """

    value: object

    def __eq__(self, other: object) -> bool:
        if type(other) is not Const:
            return False
        mine, theirs = self.value, other.value
        if mine is theirs:
            return True
        if type(mine) is not type(theirs):
            return False
        # repr tells 0.0 from -0.0 and makes nan equal to itself.
        return mine == theirs if type(mine) in _COMPARABLE else repr(mine) == repr(theirs)

    def __hash__(self) -> int:
        value = self.value
        return hash(value) if type(value) in _COMPARABLE else hash((type(value), repr(value)))


_COMPARABLE = frozenset({int, str, bytes, bool})
"""Types of constants that are equal where they are the same."""


def plain(constant: object) -> object:
    """The number or text that a constant is: of a member of an `IntEnum` the int."""
    if isinstance(constant, enum.Enum):
        match constant:
            case int():
                return int.__int__(constant)
            case float():
                return float.__float__(constant)
            case str():
                return str.__str__(constant)
    return constant


@dataclass(frozen=True, slots=True)
class Source:
    """What gave a Python value while a function was traced: the call that read it from the world, as written.

    The text of a tracer has no name.
    """

    place: Place
    name: str
    advanced: bool = False
    """It is the next item of an iterator."""


@dataclass(frozen=True, slots=True)
class Host:
    """A Python value that exists at trace time; which one is not known. `type_name` as in `type(x).__name__`."""

    type_name: str | None = None
    source: Source | None = None
    cut: Cut | None = None
    """Which tracer of a differentiation it was the number of."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A Python int at trace time, known by the symbols that it was made of: `x.shape[0] // 2`."""

    size: Symbol | Polynomial


@dataclass(frozen=True, slots=True)
class VariadicTuple:
    """A tuple of sizes at trace time, of unknown length: `x.shape[:-1]`."""

    shape: Variadic


@dataclass(frozen=True, slots=True)
class DType:
    """What `x.dtype` is at trace time, by the names that avals use."""

    name: str


@dataclass(frozen=True, slots=True)
class ShapeStruct:
    """A `jax.ShapeDtypeStruct`: a Python value that stands for an array where JAX traces."""

    aval: Aval = Aval()


class Tracedness(enum.Enum):
    """Whether a value is a tracer: on every path, on some, on none."""

    NO = "no"
    POSSIBLE = "possible"
    DEFINITE = "definite"


class Handed(NamedTuple):
    """An argument of a body or branch that may be no tracer outside of it."""

    level: int
    """Of the trace of the body."""
    position: int


NOT_HANDED: frozenset[Handed] = frozenset()


@dataclass(frozen=True, slots=True)
class Array:
    """A JAX array: concrete (`traced` NO), or a tracer of the transformation at `level` of the trace stack.

    `origin` is why it is traced, or, for a concrete array, where it was made. `answers`: only transformations trace
    it under which Python learns its truth and its integer value (plain grad, jvp, vjp: table A2, column G).
    """

    aval: Aval = Aval()
    traced: Tracedness = Tracedness.NO
    level: int = 0
    origin: Origin | None = None
    answers: bool = False
    key: Key | None = None
    """Which random key, or array of keys, it is known to be."""
    tangent: Tangent | Cut | None = None
    """Which differentiation surely has a derivative by it, or surely has none, if that is known."""
    handed: frozenset[Handed] = NOT_HANDED
    """Which arguments of bodies it may be, with nothing done to it."""


@dataclass(frozen=True, slots=True)
class Donated:
    """A JAX array whose buffer was donated: it knows its shape, and nothing else can be done with it."""

    array: Array
    at: Place
    """The call that it was donated to."""
    frame: int
    """The frame in which it was donated."""
    function: str


@dataclass(frozen=True, slots=True)
class NumPyArray:
    """A NumPy array. `readonly`: a view of a JAX array's buffer (`np.asarray(x)`), which refuses stores."""

    aval: Aval = Aval()
    readonly: bool = False
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class PyTree:
    """An argument of a transformed function: structure unknown, every array leaf traced.

    `traced` is POSSIBLE where a caller may leave the argument out: its default is no tracer.
    """

    level: int
    origin: Origin
    answers: bool = False
    traced: Tracedness = Tracedness.DEFINITE
    key: Key | None = None
    """Which random key it is, if it is one."""
    tangent: Tangent | None = None
    """Which differentiation surely has a derivative by its leaves."""
    handed: frozenset[Handed] = NOT_HANDED
    """Which arguments of bodies its leaves may be, with nothing done to them."""


@dataclass(frozen=True, slots=True)
class TupleValue:
    """A tuple of known length. `class_name`/`fields` for a NamedTuple."""

    items: tuple[Value, ...]
    class_place: Place | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SliceValue:
    """`lower:upper:step` inside a subscript, or `slice(...)`; a part that is absent is `NONE`."""

    lower: Value
    upper: Value
    step: Value


class Address(NamedTuple):
    """A mutable object: allocation site and the serial number of the frame that allocated it."""

    frame: int
    place: Place
    part: int = 0


@dataclass(frozen=True, slots=True)
class Object:
    """A list, dict, set or instance; its contents are in the state under `address`."""

    address: Address


@dataclass(frozen=True, slots=True)
class RefValue:
    """A mutable array by design: `jax.new_ref`, a Pallas reference. Stores into it are legal."""

    aval: Aval = Aval()


@dataclass(frozen=True, slots=True)
class FunctionValue:
    """A `def` or lambda of the program together with the frame it closes over.

    `born` counts the executions of the definition: JAX keeps traces per function object.
    """

    place: Place
    frame: int
    born: int = 0
    owner: Place | None = None
    """The class whose body defines it."""


@dataclass(frozen=True, slots=True)
class BoundMethod:
    """`receiver.function`."""

    function: Value
    receiver: Value


@dataclass(frozen=True, slots=True)
class PartialValue:
    """`functools.partial(function, *args, **kwargs)`."""

    function: Value
    args: tuple[Value, ...]
    kwargs: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Transformed:
    """`transform(function)`: calling it traces `function`."""

    function: Value
    transform: Transform
    options: tuple[tuple[str, Value], ...] = ()
    """Keyword arguments of the transformation, evaluated: `in_axes`, `argnums`, ..."""


@dataclass(frozen=True, slots=True)
class ClassValue:
    """A class of the program."""

    place: Place
    frame: int


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """A module of the project."""

    name: str


@dataclass(frozen=True, slots=True)
class External:
    """Something of a library, by its canonical dotted name: `jax.numpy`, `jax.numpy.dot`, `builtins.len`."""

    name: str


@dataclass(frozen=True, slots=True)
class ExternalMethod:
    """A method read from a value that a library owns: `x.reshape`, `x.at[i].set`, `items.append`."""

    receiver: Value
    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class AtIndexer:
    """`x.at` (index None) or `x.at[index]` of a JAX array."""

    array: Array | PyTree
    index: Value | None = None


@dataclass(frozen=True, slots=True)
class IteratorValue:
    """`range(n)`, `zip(...)`, `enumerate(...)`: the items where all are known, else one that stands for any."""

    items: tuple[Value, ...] | None
    element: Value = UNKNOWN
    length: int | None = None
    """How many items there are, where that is known and they are not."""
    generator: Address | None = None
    """Where it is noted how many of the items a generator of the program has given."""


Value: TypeAlias = (
    Unreached
    | Unknown
    | Const
    | Host
    | Extent
    | VariadicTuple
    | DType
    | ShapeStruct
    | Array
    | Donated
    | NumPyArray
    | PyTree
    | TupleValue
    | SliceValue
    | Object
    | RefValue
    | FunctionValue
    | BoundMethod
    | PartialValue
    | Transformed
    | ClassValue
    | ModuleValue
    | External
    | ExternalMethod
    | AtIndexer
    | IteratorValue
)

NONE = Const(None)


def number_of(size: Dim) -> Value:
    """The Python int that a program reads from a shape."""
    if size is None:
        return Host("int")
    return Const(size) if isinstance(size, int) else Extent(size)


def tuple_of(shape: Shape | Variadic | None) -> Value:
    """The tuple that a program reads from a shape."""
    if shape is None or isinstance(shape, Variadic):
        return VariadicTuple(shape or Variadic())
    return TupleValue(tuple(map(number_of, shape)))


def size_of_number(value: Value) -> Dim:
    """A Python int as far as it is known: the inverse of `number_of`."""
    match value:
        case Const(value=bool()):
            return None
        case Const(value=int() as number):
            return int(number)
        case Extent(size=size):
            return size
    return None
