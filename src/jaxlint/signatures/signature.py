"""The form of the tables: one row says what calling one library function does.

A row is data. What its words mean is the tracer's business; the shape rules are small functions from
arguments to avals, shared by families of rows.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import TypeAlias

from jaxlint.domain.avals import Aval
from jaxlint.domain.dims import Size
from jaxlint.domain.values import Value
from jaxlint.records import dataclass


class Does(enum.Enum):
    """What a call does with one argument."""

    READ = "read"
    CONCRETIZE = "concretize"
    """Needs the array's numbers: `float(x)`, `np.sin(x)`; raises on a tracer."""
    REQUIRE_STATIC = "require static"
    """A shape, axis, length or flag: a tracer there raises."""
    CONSUME_KEY = "consume key"
    MUTATE = "mutate"
    """Writes into the argument: `np.copyto(dst, ...)`, `rng.shuffle(x)`, `out=`."""
    SWALLOW = "swallow"
    """Catches the error of converting a tracer and answers wrongly: `np.array_equal(x, y)` is False."""
    CALL = "call"
    """Calls the argument, as it is, with unknown arguments."""


class Conversion(enum.Enum):
    """The method that asks a CONCRETIZE argument for its numbers; a tracer's raises."""

    ARRAY = "__array__"
    """`np.sin(x)`: TracerArrayConversionError, also under grad."""
    NUMBER = "__float__"
    """`float(x)`, `math.sin(x)`: ConcretizationTypeError, also under grad."""
    INTEGER = "__int__"
    """`int(x)`, `x.item()`: ConcretizationTypeError; works under plain grad."""
    INDEX = "__index__"
    """`range(x)`, `operator.index(x)`: TracerIntegerConversionError; works under plain grad."""
    BOOL = "__bool__"
    """`bool(x)`, `any(x)`, `max(x)`: TracerBoolConversionError; works under plain grad."""

    @property
    def raises(self) -> str:
        match self:
            case Conversion.ARRAY:
                return "jax.errors.TracerArrayConversionError"
            case Conversion.NUMBER | Conversion.INTEGER:
                return "jax.errors.ConcretizationTypeError"
            case Conversion.INDEX:
                return "jax.errors.TracerIntegerConversionError"
            case Conversion.BOOL:
                return "jax.errors.TracerBoolConversionError"

    @property
    def works_under_grad(self) -> bool:
        """Whether the tracers of plain grad, jvp and vjp answer it (table A2, column G)."""
        return self in (Conversion.INTEGER, Conversion.INDEX, Conversion.BOOL)


class Makes(enum.Enum):
    """What a call returns."""

    UNKNOWN = "unknown"
    ARRAY = "array"
    """A JAX array (a tracer in a staged region, also from constants); its aval by the shape rule."""
    KEY = "key"
    """A random key that nothing has used yet, or an array of them; its aval by the shape rule."""
    ARRAYS = "arrays"
    """A tuple of JAX arrays, by the shape rule; of unknown length without one."""
    SAME = "same"
    """The first argument with its structure: arrays of the same avals for arrays, arrays for numbers
    (`jax.device_put`, `lax.stop_gradient`, `lax.psum`)."""
    BY_KIND = "by kind"
    """What the first argument makes of the call (`abs(x)`, `operator.add(x, y)`, einops): a JAX array for a JAX array,
    a NumPy array for a NumPy array, a Python value for a Python value. The shape rule knows the difference."""
    DELEGATES = "delegates"
    """By kind too: NumPy calls the first argument's own method (`np.sum(x)`), and makes an array of what has none."""
    NUMPY = "numpy"
    """A NumPy array or scalar; its aval by the shape rule."""
    NUMPYS = "numpys"
    """A tuple of NumPy arrays, by the shape rule; of unknown length without one."""
    HOST = "host"
    """A Python value (`host_type` names its type) that depends on nothing traced."""
    NUMBERS = "numbers"
    """Python numbers of the dtype and in the shape that the shape rule says: one, or lists of them (`x.tolist()`);
    where it says nothing, a Python value as by HOST."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Shapes that do not go together: JAX raises `raises` in every execution.

    `axes` names the parameters at fault with axis and size, when two sizes surely disagree:
    `(("a", 1, 2), ("b", 0, 5))` for `dot((20, 2), (5, 2))`; sizes may be symbolic, as `n` and `n + 1` are.
    """

    kind: str
    """`contraction`, `broadcast`, `reshape`, `axis`, `concatenate`, `split`, `einsum`, `index`, `square`, `key`."""
    detail: str
    """One clause without the user's names: `contracts 2 with 5`."""
    raises: str = "TypeError"
    axes: tuple[tuple[str, int, Size], ...] = ()


Outcome: TypeAlias = "Aval | tuple[Aval, ...] | Mismatch | None"
"""What a shape rule answers: an aval, several, a mismatch, or (None) nothing known."""


class Arguments(dict[str, Value]):
    """Arguments of a call bound to parameter names; parameters not passed are absent.

    `*args` are a TupleValue under their own name. Lists of known contents arrive as TupleValue.
    """

    __slots__ = ()


ShapeRule: TypeAlias = Callable[[Arguments], Outcome]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a library function, as `inspect.signature` names it.

    `kind` is one of `/` (positional only), `` (either), `*` (keyword only), `*args`, `**kwargs`.
    """

    name: str
    kind: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """What one library function does when called."""

    name: str
    parameters: tuple[Parameter, ...] | None = None
    """None where the row does not say: arguments are then not bound to names."""
    makes: Makes = Makes.UNKNOWN
    shape: ShapeRule | None = None
    host_type: str | None = None
    does: Mapping[str, Does] = field(default_factory=lambda: MappingProxyType({}))
    """By parameter name; what is not named is READ."""
    impure: str | None = None
    """What it does to or takes from the world: `prints`, `reads the clock`."""
    conversion: Conversion = Conversion.ARRAY
    """How it asks its CONCRETIZE arguments for their numbers."""
    consumes_keys: bool = field(init=False, compare=False)
    writes: tuple[str, ...] = field(init=False, compare=False)
    """The parameters that it writes into."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "consumes_keys", Does.CONSUME_KEY in self.does.values())
        object.__setattr__(self, "writes", tuple(n for n, does in self.does.items() if does is Does.MUTATE))


_EFFECTS: Mapping[str, Does] = MappingProxyType(
    {
        "static": Does.REQUIRE_STATIC,
        "concrete": Does.CONCRETIZE,
        "consumed": Does.CONSUME_KEY,
        "mutated": Does.MUTATE,
        "swallowed": Does.SWALLOW,
        "called": Does.CALL,
    }
)


def read_parameters(spec: str) -> tuple[tuple[Parameter, ...], Mapping[str, Does]]:
    """Parameters and effects from their text: `consumed key, static shape=?, *, out_sharding=?`.

    `=?` marks an optional parameter; the word before a name says what the call does with the argument.
    """
    rows: list[Parameter] = []
    does: dict[str, Does] = {}
    keyword_only = False
    for item in (part.strip() for part in spec.split(",")):
        *words, name = item.split() or [""]
        if not name:
            continue
        if name == "/":
            rows = [Parameter(row.name, "/", row.required) for row in rows]
        elif name == "*":
            keyword_only = True
        elif name.startswith("**"):
            rows.append(Parameter(name[2:], "**kwargs", required=False))
        elif name.startswith("*"):
            rows.append(Parameter(name[1:], "*args", required=False))
            keyword_only = True
        else:
            optional = name.endswith("=?")
            rows.append(Parameter(name.removesuffix("=?"), "*" if keyword_only else "", not optional))
        for word in words:
            does[rows[-1].name] = _EFFECTS[word]
    return tuple(rows), MappingProxyType(does)


def parameters(spec: str) -> tuple[Parameter, ...]:
    """Parameters alone from their text: `parameters("a, b, /, *, axis=?")`."""
    return read_parameters(spec)[0]
