"""Events: what the abstract execution saw that JAX would not do as written. Rules listen to them."""

from __future__ import annotations

import enum

from jaxlint.domain.origins import Place
from jaxlint.domain.values import UNKNOWN, Array, NumPyArray, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.signature import Mismatch


@dataclass(frozen=True, slots=True)
class Context:
    """Where in the abstract execution an event happened."""

    function: str | None
    """Qualified name of the function; None at module level."""
    call_sites: tuple[Place, ...] = ()
    """Calls that lead here, outermost first."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something at `place`, on a path that `certain`ly misbehaves or only may."""

    place: Place
    context: Context
    certain: bool


class StaleKind(enum.Enum):
    """What a cached trace has read."""

    GLOBAL = "global"
    CLOSURE = "closure"
    CONTAINER = "container"
    ATTRIBUTE = "attribute"
    STATIC = "static"
    """An attribute of a static argument that is compared by value."""


@dataclass(frozen=True, slots=True)
class StaleRead(Event):
    """A cached trace read a value at `place`; it is written again at `writes`, and the trace used after that."""

    kind: StaleKind
    name: str
    """The expression that was read: `n_pies`, `cfg["lr"]`, `self.mul`."""
    function: str
    """The traced function, in the user's name."""
    transform: str
    """The caching transformation, as the user knows it: `jax.jit`."""
    writes: tuple[Place, ...]
    reuse: Place | None
    """The later call that uses the trace, where it was seen."""
    written_in: str | None = None
    """The function that writes, where its calls were not seen."""
    node: tree.Expr | None = None
    root: Value | None = None
    value: Value = UNKNOWN
    """What was read."""
    definition: Place | None = None
    """The traced function."""
    arrays: frozenset[str] = frozenset()
    """Its parameters that were arrays when it was traced."""


class Holder(enum.Enum):
    """What holds an array: what a program would bind to a new array instead of changing this one."""

    LOCAL = "local"
    """A variable of the function, or of the module whose top level is running."""
    PARAMETER = "parameter"
    """A parameter: the caller holds the array as well."""
    DECLARED = "declared"
    """A variable that the function declares `global` or `nonlocal`."""
    OUTER = "outer"
    """A variable of the module or of an enclosing function that the function does not declare."""
    ATTRIBUTE = "attribute"
    """`self.x` of an object that takes stores."""
    ENTRY = "entry"
    """`d["x"]` of a list or dict."""
    NOTHING = "nothing"
    """A temporary, a field of a NamedTuple, an item of another array: there is nothing to bind."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Where an array is held that the program tries to change."""

    node: tree.Expr
    holder: Holder
    shared: bool
    """An object, the module or an enclosing function holds the same array."""
    names: frozenset[str]
    """Other variables of the function that hold it."""
    function: tree.Function | None
    """The function in which it happens; None at module level."""
    through: bool
    """Every call that leads here goes through a transformation: no caller's array was ever to change."""
    elsewhere: bool = False
    """The same code also works on something that is no JAX array."""


@dataclass(frozen=True, slots=True)
class Change(Event):
    """An attempt to change a JAX array in place."""

    holding: Holding
    statement: tree.Stmt
    """The innermost statement in which it happens."""


class StoreKind(enum.Enum):
    """Ways to write into `x[i]`."""

    ASSIGN = "assign"
    AUGMENTED = "augmented"
    DELETE = "delete"
    UNPACK = "unpack"
    """One of several targets: of a chain, an unpacking, a `for` or a `with`: `x[0], y = f()`."""


@dataclass(frozen=True, slots=True)
class ItemStore(Change):
    """`x[i] = v`, `x[i] += v` or `del x[i]` on a JAX array: TypeError in every execution."""

    kind: StoreKind
    base: Array
    target: tree.Subscript
    index: Value
    value: Value
    """What is stored, or the operand of an augmented assignment."""

    @property
    def names_at(self) -> bool:
        """Whether it is written `x.at[i] = v`, of which JAX makes nothing either."""
        return self.target.value is not self.holding.node


@dataclass(frozen=True, slots=True)
class DiscardedUpdate(Change):
    """`x.at[i].set(v)` as a statement: the new array is thrown away."""

    call: tree.Call
    method: str


@dataclass(frozen=True, slots=True)
class DiscardedMethod(Change):
    """`x.sort()` as a statement on a JAX array: a new array is made and thrown away."""

    call: tree.Call
    method: str


@dataclass(frozen=True, slots=True)
class MissingMethod(Change):
    """`x.fill(0)`: a NumPy method that JAX arrays do not have."""

    call: tree.Call
    method: str
    replacement: str | None


@dataclass(frozen=True, slots=True)
class AttributeStore(Change):
    """`x.shape = ...` on a JAX array: AttributeError."""

    base: Array
    target: tree.Attribute


@dataclass(frozen=True, slots=True)
class NumPyWrite(Change):
    """A call that writes into a JAX array: `np.add(a, b, out=x)`, `np.copyto(x, 1)`, `jnp.put(x, i, v)`."""

    call: tree.Call
    function: str
    """Canonical name: `numpy.add`."""
    parameter: str
    base: Array


@dataclass(frozen=True, slots=True)
class ReadonlyStore(Event):
    """A store into a read-only NumPy view of a JAX array: ValueError."""

    base: NumPyArray
    """Its origin is the conversion that made the view."""
    target: tree.Expr
    made: tree.Call | None
    """The conversion, where it is one call."""
    made_by: str | None
    """Canonical name of what made the view: `numpy.asarray`."""
    elsewhere: bool = False
    """The same conversion also sees something that is no JAX array."""


@dataclass(frozen=True, slots=True)
class Operand:
    """One operand of an operation whose shapes do not fit: its text's node, its value, where it came from."""

    node: tree.Expr | None
    value: Value
    parameter: str
    """The parameter's name in the row of the operation."""


@dataclass(frozen=True, slots=True)
class CallFrame:
    """One call on the way to an event: the call, the function's parameters and the values they had."""

    place: Place
    call: tree.Call | None
    module: str
    function: tree.Function
    function_name: str
    arguments: tuple[tuple[str, Value], ...]
    transforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batching:
    """The `vmap` of a call on the way here under which everything in the function fits."""

    place: Place
    call: tree.Call
    function_name: str
    levels: tuple[tuple[int | None, ...], ...]
    """`in_axes` of each `vmap`, of the innermost first."""
    result: str
    """The shape of what the mended call returns: `(5, 20)`."""


@dataclass(frozen=True, slots=True)
class ShapeMismatch(Event):
    """Operands whose known shapes do not go together."""

    operation: str
    """As written: `@`, `jnp.dot`."""
    mismatch: Mismatch
    operands: tuple[Operand, ...]
    frames: tuple[CallFrame, ...]
    """Calls that lead here, outermost first."""
    batching: Batching | None = None


class Promise(enum.Enum):
    """What an annotation speaks of."""

    PARAMETER = "parameter"
    RESULT = "result"
    VARIABLE = "variable"


@dataclass(frozen=True, slots=True)
class AnnotationMismatch(Event):
    """An array whose shape or dtype is surely not what an annotation of jaxtyping states."""

    promise: Promise
    annotation: Place
    name: str
    """The parameter or variable; of a result, the function."""
    function: str
    node: tree.Expr | None
    """The argument, where the call shows it."""
    value: Value
    axis: int | None
    """Which axis differs; None where the number of axes does."""
    stated: str
    """What is stated there: a size, or how many axes."""
    found: str
    of_dtype: bool
    """The dtype differs: `stated` is the name of jaxtyping's class."""
    batching: Batching | None
    """The `vmap` of the call with which everything fits."""
    frames: tuple[CallFrame, ...]
    of_length: bool = False
    """A tuple has not as many items."""


class AxesKind(enum.Enum):
    """What is wrong between the axes of a `vmap` and what it is given."""

    LENGTH = "length"
    """`in_axes` has another number of entries than there are positional arguments."""
    STRUCTURE = "structure"
    """An entry of `in_axes` is no prefix of its argument."""
    RANK = "rank"
    """An argument does not have the axis."""
    SIZES = "sizes"
    """Two mapped axes have different sizes."""
    NOTHING = "nothing"
    """Nothing is mapped, and no `axis_size` says how often to run."""
    OUT_STRUCTURE = "out structure"
    """`out_axes` is no prefix of the result."""
    OUT_RANK = "out rank"
    """A result with the new axis does not have that many axes."""
    OUT_MAPPED = "out mapped"
    """A result differs from row to row where `out_axes` says that it does not."""


@dataclass(frozen=True, slots=True)
class MappedAxis:
    """One axis that a `vmap` maps over: of which argument, or of the result."""

    label: str
    """The parameter's name, if it has one."""
    node: tree.Expr | None
    value: Value
    """The leaf, as the caller has it."""
    axis: int
    size: int | None = None
    by_keyword: bool = False


@dataclass(frozen=True, slots=True)
class AxesMismatch(Event):
    """`in_axes` or `out_axes` that cannot be used with what a mapped function is given or returns: ValueError."""

    kind: AxesKind
    transform: str
    function: str
    node: tree.Node
    axes: tuple[MappedAxis, ...] = ()
    counts: tuple[int, int] | None = None
    """Entries, and what they are for."""
    found: tuple[str, str] | None = None
    """What the axes are, and what they are for: `("a dict", "an array")`."""
    in_axes: tuple[int | None, ...] = ()
    """The axes with which the call fits; empty where none were found."""
    result: str = ""
    """The shape of what the call then returns."""
    frames: tuple[CallFrame, ...] = ()


@dataclass(frozen=True, slots=True)
class Derivative(Event):
    """A fault of a call of `transform(function)`; `applied_at` is where the transformation is applied."""

    transform: str
    function: str
    applied_at: Place


@dataclass(frozen=True, slots=True)
class Surrender:
    """Something the tracer could not follow, and why: the answer to "why was this not reported?"."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything the tracer saw, in execution order, and what it gave up on."""

    events: tuple[Event, ...]
    gave_up: tuple[Surrender, ...] = ()
