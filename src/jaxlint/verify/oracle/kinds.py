"""What the values of a generated program are. Whether a value is traced is for JAX to say, so no kind knows it."""

from __future__ import annotations

from random import Random

from jaxlint.records import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A scalar (a Python number or an array without dimensions), an array of known shape, or a container."""

    name: str
    dtype: str = ""
    shape: tuple[int, ...] = ()
    parts: tuple[Kind, ...] = ()
    """Of a container: the kinds of what it holds."""

    @property
    def is_scalar(self) -> bool:
        """Whether it may be a Python number."""
        return bool(self.dtype) and not self.shape

    @property
    def is_array(self) -> bool:
        """Whether it is an array with dimensions."""
        return bool(self.shape)

    def batched(self, size: int) -> Kind | None:
        """The kind of many of these along a new first axis; None for containers."""
        if not self.dtype:
            return None
        shape = (size, *self.shape)
        return BY_TYPE.get((self.dtype, shape)) or Kind(
            f"{self.dtype}{'x'.join(map(str, shape))}", self.dtype, shape
        )


FLOAT = Kind("float", "float")
INT = Kind("int", "int")
BOOL = Kind("bool", "bool")
VECTOR = Kind("vec", "float", (3,))
MATRIX = Kind("mat", "float", (2, 3))
INDICES = Kind("ivec", "int", (3,))
MASK = Kind("bvec", "bool", (3,))
CUBE = Kind("cube", "float", (2, 2, 3))
HALF = Kind("half", "half", (3,))
BYTES = Kind("bytes", "byte", (3,))
LIST = Kind("list", parts=(FLOAT, FLOAT, FLOAT))
PAIR = Kind("pair", parts=(VECTOR, FLOAT))
DICT = Kind("dict", parts=(VECTOR, FLOAT))
POINT = Kind("point", parts=(VECTOR, FLOAT))
STATE = Kind("state", parts=(VECTOR, INT))
DUAL = Kind("dual", parts=(VECTOR, FLOAT))
KINDS = (
    FLOAT,
    INT,
    BOOL,
    VECTOR,
    MATRIX,
    INDICES,
    MASK,
    CUBE,
    HALF,
    BYTES,
    LIST,
    PAIR,
    DICT,
    POINT,
    STATE,
    DUAL,
)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_TYPE = {(kind.dtype, kind.shape): kind for kind in KINDS if kind.dtype}
CONSTRUCTORS = {
    "list": "[{}, {}, {}]",
    "pair": "({}, {})",
    "dict": '{{"w": {}, "b": {}}}',
    "point": "Point({}, {})",
    "state": "State({}, {})",
    "dual": "Dual({}, {})",
}
_NAMES = {"float": "float32", "int": "int32", "bool": "bool_", "half": "bfloat16", "byte": "uint8"}
SCALARS = {
    "float": ("0.5", "1.5", "2.0", "-0.5", "0.25"),
    "int": ("0", "1", "2", "3"),
    "bool": ("True", "False"),
}


def constant(kind: Kind, random: Random) -> str:
    """An expression of constants alone, which no transformation refuses."""
    if kind.parts:
        return CONSTRUCTORS[kind.name].format(*(constant(part, random) for part in kind.parts))
    if kind.is_scalar:
        return random.choice(SCALARS[kind.dtype])
    match kind.dtype:
        case "float" if kind.shape == (3,):
            return random.choice(("jnp.array([0.5, -1.0, 2.0])", "jnp.ones(3)", "jnp.full((3,), 0.25)"))
        case "float":
            return random.choice((f"jnp.ones({kind.shape})", f"jnp.full({kind.shape}, 0.75)"))
        case "int" if kind.shape == (3,):
            return random.choice(("jnp.arange(3)", "jnp.array([2, 0, 1])"))
        case "int":
            return f"jnp.ones({kind.shape}, int)"
        case "half" | "byte":
            return f"jnp.ones({kind.shape}, jnp.{_NAMES[kind.dtype]})"
        case _ if kind.shape == (3,):
            return "jnp.array([True, False, True])"
        case _:
            return f"jnp.ones({kind.shape}, bool)"


def exact(kind: Kind, expression: str) -> str:
    """The expression as an array of exactly the kind's dtype; a container's as it is, of exact parts."""
    if kind.parts:
        return expression
    return f"jnp.asarray({expression}, jnp.{_NAMES[kind.dtype]})"
