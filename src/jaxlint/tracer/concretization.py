"""Where Python, NumPy or JAX asks a tracer for what it does not have: its truth, its numbers, an integer, a hash.

Table A of the catalogue is the law: which conversion fails under which transformation, and with which class.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator

from jaxlint.domain.avals import Aval
from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    Array,
    Const,
    Extent,
    Host,
    IteratorValue,
    NumPyArray,
    Object,
    PyTree,
    Tracedness,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.signature import Conversion
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import CallFrame, Event
from jaxlint.tracer.operators import as_leaf, truth
from jaxlint.tracer.state import Kind

CONCRETIZATION = "jax.errors.ConcretizationTypeError"
BASES = {
    "jax.errors.TracerBoolConversionError": (CONCRETIZATION, "TypeError"),
    "jax.errors.TracerIntegerConversionError": ("TypeError",),
    "jax.errors.TracerArrayConversionError": ("TypeError",),
    CONCRETIZATION: ("TypeError",),
    "jax.errors.NonConcreteBooleanIndexError": ("IndexError",),
}
"""What the exceptions of JAX are besides (JAX 0.10, 0.12)."""


class Asker(enum.Enum):
    """What of the program asks."""

    IF = "if"
    ELIF = "elif"
    WHILE = "while"
    ASSERT = "assert"
    CONDITIONAL = "conditional expression"
    AND = "and"
    OR = "or"
    NOT = "not"
    CHAIN = "chained comparison"
    IN = "in"
    COMPREHENSION = "comprehension condition"
    MATCH = "case"
    GUARD = "guard"
    CALL = "call"
    """A function: `by` is its canonical name."""
    METHOD = "method"
    ATTRIBUTE = "attribute"
    FORMAT = "format"
    """A format specification: `f"{x:.2f}"`, `"%.2f" % x`."""
    REPEAT = "repeat"
    """`[0] * n`."""
    INDEX = "index"
    SLICE = "slice"
    MASK = "mask"
    STORE = "store"
    DISPLAY = "display"
    """A key of a dict display or an element of a set display."""


@dataclass(frozen=True, slots=True)
class Concretization(Event):
    """`node`, of which `value` is asked, stands at `place`."""

    asker: Asker
    node: tree.Node
    """What is asked: the test, the argument, the index."""
    value: Array
    """The traced value; its origin says why it is traced."""
    raises: str | None
    """The exception's name; None where nothing is raised and the answer is wrong."""
    by: str
    """Canonical name of what asks, or its keyword: `math.exp`, `if`."""
    statement: tree.Stmt
    frames: tuple[CallFrame, ...]
    """Calls that lead here, outermost first."""


@dataclass(frozen=True, slots=True)
class BoolConversion(Concretization):
    """The truth of a tracer: `if x > 0`, `x and y`, `max(x, 0)`."""


@dataclass(frozen=True, slots=True)
class Cast(Concretization):
    """A tracer's number: `float(x)`, `x.item()`, `math.exp(x)`, `f"{x:.2f}"`."""


@dataclass(frozen=True, slots=True)
class NumPyConversion(Concretization):
    """A tracer handed to NumPy, which asks it for a NumPy array."""


@dataclass(frozen=True, slots=True)
class IndexConversion(Concretization):
    """A tracer where Python or NumPy wants an integer: `range(n)`, `items[i]`, `x[:n]`."""


@dataclass(frozen=True, slots=True)
class StaticArgument(Concretization):
    """A tracer for an argument that JAX must know while tracing: a shape, an axis, a length, a flag."""

    parameter: str
    call: tree.Node
    """The whole call; `node` is the argument."""


@dataclass(frozen=True, slots=True)
class DataDependentShape(Concretization):
    """A result whose shape would hang on the numbers of a tracer: `jnp.nonzero(x)`, `x[x > 0]`."""

    parameter: str | None = None


@dataclass(frozen=True, slots=True)
class HashedArray(Concretization):
    """A JAX array as key, set member or cached argument; concrete arrays have no hash either (JAX 0.10, 0.12).

    The cache of a function is at `place`, its call at `called`.
    """

    called: Place | None = None


def leaf_of(value: Value) -> Array | None:
    """The array that a value is, an argument of unknown structure taken for one."""
    match value:
        case Array():
            return value
        case PyTree():
            return as_leaf(value)
    return None


def asked(value: Value, conversion: Conversion) -> Array | None:
    """The tracer whose `conversion` raises, if `value` is one."""
    leaf = leaf_of(value)
    if leaf is None or leaf.traced is Tracedness.NO or (leaf.answers and conversion.works_under_grad):
        return None
    return leaf


def raised(conversion: Conversion, aval: Aval) -> str:
    """What the conversion of a tracer of this aval raises: wrong ranks and dtypes are refused first."""
    sizes = aval.shape
    several = sizes is not None and any(isinstance(size, int) and size > 1 for size in sizes)
    match conversion:
        case Conversion.BOOL if several and sizes is not None and all(isinstance(s, int) for s in sizes):
            return "ValueError"
        case Conversion.NUMBER | Conversion.INTEGER if sizes:
            return "TypeError"
        case Conversion.INDEX if sizes or (aval.dtype is not None and "int" not in aval.dtype):
            return "TypeError"
    return conversion.raises


def report(
    t: Tracer,
    kind: type[Concretization],
    value: Array,
    node: tree.Node,
    asker: Asker,
    by: str,
    raises: str | None,
    **more: str | tree.Node | None,
) -> None:
    """Record that `value` is asked for what a tracer does not have, unless the program expects it to raise."""
    t.concretized += 1
    if raises is not None and t.expects(*names_of(raises)):
        t.escaped = value.traced is Tracedness.DEFINITE and not t.doubt
        return
    place, certain = t.place(node.at), value.traced is Tracedness.DEFINITE and not t.doubt
    frames = t.call_frames()
    t.record(kind(place, t.context(), certain, asker, node, value, raises, by, t.running, frames, **more))


def names_of(raises: str) -> tuple[str, ...]:
    """Names under which a handler may catch an exception."""
    every = (raises, *BASES.get(raises, ()), "Exception")
    return tuple({name for full in every for name in (full, full.rpartition(".")[2])})


def tested(t: Tracer, value: Value, node: tree.Expr, asker: Asker) -> bool | None:
    """What `bool(value)` is, where it is known; a tracer has no truth value."""
    known = truth(t, value)
    if known is None and isinstance(value, Array):
        array = asked(value, Conversion.BOOL)
        if array is not None:
            raises = raised(Conversion.BOOL, array.aval)
            report(t, BoolConversion, array, node, asker, asker.value, raises)
    return known


def ask_index(t: Tracer, value: Value, node: tree.Node, asker: Asker, by: str) -> None:
    """`value.__index__()`."""
    array = asked(value, Conversion.INDEX)
    if array is not None:
        report(t, IndexConversion, array, node, asker, by, raised(Conversion.INDEX, array.aval))


def ask_hash(
    t: Tracer, value: Value, node: tree.Node, asker: Asker, by: str, cache: Place | None = None
) -> None:
    """`hash(value)`; a tuple asks its items. `cache` is where a function was given the cache that asks."""
    for leaf in (value, *(value.items if isinstance(value, TupleValue) else ())):
        if isinstance(leaf, Array) and not t.expects(*names_of("TypeError")):
            here, certain = t.place(node.at), leaf.traced is not Tracedness.POSSIBLE
            t.record(
                HashedArray(
                    cache or here, t.context(), certain, asker, node, leaf, "TypeError", by, t.running,
                    t.call_frames(), None if cache is None else here,
                )
            )  # fmt: skip
            return


def arrays_in(t: Tracer, value: Value, depth: int = 4) -> Iterator[Array]:
    """The arrays that a conversion to NumPy meets in a value: it looks into lists and tuples."""
    leaf = leaf_of(value)
    if leaf is not None:
        yield leaf
        return
    if not depth:
        return
    match value:
        case TupleValue(items=items):
            for item in items:
                yield from arrays_in(t, item, depth - 1)
        case Object():
            contents = t.contents(value)
            if contents is not None and contents.kind is Kind.LIST:
                for slot in contents.items.values():
                    yield from arrays_in(t, slot.value, depth - 1)
                if not contents.complete and isinstance(contents.rest, Array):
                    yield contents.rest


def ask_member(t: Tracer, left: Value, right: Value, node: tree.Expr) -> None:
    """`left in right`: identity first, then the truth of `==`, item by item; sets and dicts ask for a hash."""
    match right:
        case Array():
            _compare(t, right, node)
            return
        case Object():
            contents = t.contents(right)
            if contents is None:
                return
            if contents.kind in (Kind.DICT, Kind.SET):
                ask_hash(t, left, node, Asker.IN, "in")
                return
            if contents.kind is not Kind.LIST or contents.shared:
                return
            items: tuple[Value, ...] = tuple(slot.value for slot in contents.items.values())
        case TupleValue(items=known) | IteratorValue(items=tuple() as known):
            items = known
        case _:
            return
    unsure = False
    for item in items:
        if not isinstance(item, Array) and not _is_number(item) and not isinstance(item, Const):
            return
        match left, item:
            case Const(a), Const(b):
                if a == b:
                    return
            case (
                (Array(), Array())
                | (Array(), Const() | Host() | Extent() | NumPyArray())
                | (Const() | Host() | Extent() | NumPyArray(), Array())
            ):
                if not all(isinstance(each, Array) or _is_number(each) for each in (left, item)):
                    continue
                # A tracer in the list is the one that is sought, or another of the same type.
                unsure = unsure or left == item
                t.doubt += unsure
                _compare(t, item if isinstance(item, Array) and _is_concrete(left) else left, node)
                t.doubt -= unsure
                return
            case (_, Const(None | str())):
                continue
            case _:
                if not _is_number(left) or not _is_number(item):
                    return
                unsure = True


def _is_number(value: Value) -> bool:
    """Whether a value is a Python number or one of NumPy's."""
    match value:
        case NumPyArray(aval=aval):
            return aval.shape == ()
        case Const(bool() | int() | float() | complex()) | Host("int" | "float" | "bool") | Extent():
            return True
    return False


def _is_concrete(value: Value) -> bool:
    return not isinstance(value, Array) or value.traced is Tracedness.NO


def compared(t: Tracer, value: Value, node: tree.Node) -> Array | None:
    """The tracer that comparing with `value` gives: a staged region makes one of concrete arrays as well."""
    leaf = leaf_of(value)
    if leaf is not None and t.staged and (leaf.traced is Tracedness.NO or leaf.answers):
        leaf = t.made_array(Aval(), t.place(node.at), "the result of a comparison", leaf)
    return None if leaf is None else asked(leaf, Conversion.BOOL)


def _compare(t: Tracer, array: Value, node: tree.Expr) -> None:
    found = compared(t, array, node)
    if found is not None:
        report(t, BoolConversion, found, node, Asker.IN, "in", raised(Conversion.BOOL, Aval(())))
