"""What a child process saw when it ran a program; JSON between the processes."""

from __future__ import annotations

import base64
import enum
import json
from array import array
from dataclasses import asdict
from typing import Any

from jaxlint.records import dataclass


class Mode(enum.Enum):
    """How a child runs a program."""

    TRACED = "traced"
    EAGER = "eager"
    CHECKED = "checked"
    VARIED = "varied"
    TIMED = "timed"
    PROBED = "probed"


class Ending(enum.Enum):
    """How a run came to its end."""

    RETURNED = "returned"
    RAISED = "raised"
    TIMED_OUT = "timed out"
    DIED = "died"


class LeafKind(enum.Enum):
    """What stands at a leaf of a result."""

    ARRAY = "array"
    NUMBER = "number"
    """A Python number: its dtype gives way to that of an array, as a weak type does."""
    KEY = "key"
    TEXT = "text"
    OBJECT = "object"
    TRACER = "tracer"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf: the bytes of its elements as 64-bit numbers, or a text that stands for it."""

    kind: LeafKind
    dtype: str
    shape: tuple[int, ...] = ()
    code: str = ""
    """The `array` type code of `data`; complex numbers are two floats each."""
    data: bytes = b""
    text: str = ""

    def numbers(self) -> array[Any]:
        """The elements in row-major order."""
        return array(self.code, self.data) if self.code else array("d")


@dataclass(frozen=True, slots=True)
class Tree:
    """A result: the structure as JAX prints it, and the leaves in its order."""

    structure: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Thrown:
    """An exception or warning: its class and bases by qualified name, and where in the program."""

    bases: tuple[str, ...]
    """Qualified names in the order of the method resolution, the class itself first."""
    message: str
    lines: tuple[int, ...] = ()
    """Lines of the program on the way to the place, outermost first."""

    @property
    def name(self) -> str:
        """The qualified name of the class itself."""
        return self.bases[0]

    def is_a(self, name: str) -> bool:
        """Whether the class or a base goes by this name, bare or qualified."""
        return any(base == name or base.endswith(f".{name}") for base in self.bases)


class Cause(enum.Enum):
    """Why JAX traced a function it has a trace of."""

    FIRST = "first"
    REDEFINED = "redefined"
    """Another function object from the same line."""
    WEAK_TYPE = "weak type"
    SHAPE = "shape or dtype"
    STATIC = "static value or structure"
    CONTEXT = "configuration"


@dataclass(frozen=True, slots=True)
class Compilation:
    """One compilation of a function of the program."""

    function: str
    line: int
    signature: str
    """Shapes and dtypes of the arguments, weak types left out."""
    cause: Cause


@dataclass(frozen=True, slots=True)
class Observation:
    """One run of one program."""

    mode: Mode
    ending: Ending
    result: Tree | None = None
    raised: Thrown | None = None
    warned: tuple[Thrown, ...] = ()
    effects: int | None = None
    compilations: tuple[Compilation, ...] = ()
    detail: str = ""
    """Why there is no more to say: a signal, a time limit, an ill-formed hook."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The smallest input that hypothesis found, and how the two calls disagree on it."""

    arguments: str
    difference: str


@dataclass(frozen=True, slots=True)
class Varied:
    """What came of one `# vary:`."""

    examples: int
    disagreement: Disagreement | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians of one `# time:`, in seconds."""

    slow: str
    slow_seconds: float
    fast: str
    fast_seconds: float
    repeats: int
    device: str
    detail: str = ""

    @property
    def ratio(self) -> float:
        """How many times longer the first takes."""
        return self.slow_seconds / self.fast_seconds if self.fast_seconds else 0.0


@dataclass(frozen=True, slots=True)
class Machine:
    """Where programs run."""

    python: str
    jax: str
    jaxlib: str
    platform: str
    """`cpu`, `gpu` or `tpu`."""
    device: str
    platforms: str
    """What `JAX_PLATFORMS` must be for programs to run there."""
    backends: tuple[str, ...]
    """Every backend this JAX can start."""


def _plain(value: object) -> object:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} has no place in a message between processes")


def dump(value: Observation | Varied | Timing | Machine) -> str:
    """The JSON text of one message."""
    return json.dumps(asdict(value), default=_plain)


def load_observation(text: str) -> Observation:
    """The observation that `dump` wrote."""
    data = json.loads(text)
    data["mode"] = Mode(data["mode"])
    data["ending"] = Ending(data["ending"])
    data["result"] = data["result"] and _tree(data["result"])
    data["raised"] = data["raised"] and _thrown(data["raised"])
    data["warned"] = tuple(map(_thrown, data["warned"]))
    data["compilations"] = tuple(
        Compilation(each["function"], each["line"], each["signature"], Cause(each["cause"]))
        for each in data["compilations"]
    )
    return Observation(**data)


def load_varied(text: str) -> Varied:
    """The `Varied` that `dump` wrote."""
    data = json.loads(text)
    data["disagreement"] = data["disagreement"] and Disagreement(**data["disagreement"])
    return Varied(**data)


def load_timing(text: str) -> Timing:
    """The timing that `dump` wrote."""
    return Timing(**json.loads(text))


def load_machine(text: str) -> Machine:
    """The machine that `dump` wrote."""
    data = json.loads(text)
    data["backends"] = tuple(data["backends"])
    return Machine(**data)


def _tree(data: dict[str, Any]) -> Tree:
    return Tree(data["structure"], tuple(_leaf(each) for each in data["leaves"]))


def _leaf(data: dict[str, Any]) -> Leaf:
    return Leaf(
        LeafKind(data["kind"]),
        data["dtype"],
        tuple(data["shape"]),
        data["code"],
        base64.b64decode(data["data"]),
        data["text"],
    )


def _thrown(data: dict[str, Any]) -> Thrown:
    return Thrown(tuple(data["bases"]), data["message"], tuple(data["lines"]))
