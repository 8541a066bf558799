"""Keys where numbers belong, and numbers where keys belong; splits that are unpacked into another number of names."""

from __future__ import annotations

import enum
from typing import TypeGuard

from jaxlint.domain import dtypes
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.keys import Key
from jaxlint.domain.values import Array, Const, Extent, Host, NumPyArray, TupleValue, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.keys import KEY_PARAMETERS, SEED_PARAMETERS
from jaxlint.signatures.signature import Arguments
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.evidence import walk


class Misuse(enum.Enum):
    """What a key, or what stands in its place, is taken for."""

    NUMBER = "number"
    """Arithmetic with a key: refused for typed keys, nonsense for the words of others."""
    NO_KEY = "no key"
    """A number, text or shape where a function wants a key."""
    SEED = "seed"
    """A key where a seed belongs."""
    NO_SEED = "no seed"
    """A seed that is no integer."""
    COUNT = "count"
    """An array of keys is unpacked into another number of names."""
    SINGLE = "single"
    """One key is unpacked."""


@dataclass(frozen=True, slots=True)
class KeyMisuse(Event):
    """`node` is a key, or stands for one, and is used as what it is not."""

    misuse: Misuse
    node: tree.Node
    raises: str | None
    """The exception; None where nothing is raised."""
    by: str = ""
    """The operator, or the canonical name of the function."""
    has: int = 0
    """How many keys there are."""
    wants: int = 0
    """How many names they are unpacked into."""
    swapped: tree.Expr | None = None
    """The argument that is the key, where the order is wrong."""
    call: tree.Node | None = None
    statement: tree.Stmt | None = None


def _record(t: Tracer, event: KeyMisuse) -> None:
    if event.raises is None or not t.expects(event.raises, "Exception"):
        t.record(event)


def check_arithmetic(t: Tracer, op: str, node: tree.Node, *operands: tuple[Value, tree.Expr]) -> None:
    """`key + 1`: typed keys know `==` and `!=` alone; of the others the words are calculated with."""
    if op in ("==", "!="):
        return
    for value, shown in operands:
        if _is_key(value) or (isinstance(value, Array) and value.aval.dtype == dtypes.KEY):
            raises = "TypeError" if value.aval.dtype == dtypes.KEY else None
            certain = not t.doubt and value.aval.dtype is not None
            _record(t, KeyMisuse(t.place(node.at), t.context(), certain, Misuse.NUMBER, shown, raises, op))
            return


def check_arguments(
    t: Tracer, name: str, arguments: Arguments, nodes: dict[str, tree.Expr], node: tree.Node
) -> None:
    """A call of a function of `jax.random`: is the key one, and the seed?"""
    wanted = KEY_PARAMETERS.get(name)
    value = None if wanted is None else arguments.get(wanted)
    if wanted is not None and value is not None and _is_no_key(value):
        swapped = next(
            (nodes[p] for p, v in arguments.items() if p != wanted and p in nodes and _is_key(v)), None
        )
        shown = nodes.get(wanted, node)
        event = KeyMisuse(
            t.place(node.at),
            t.context(),
            not t.doubt and not _is_told_apart(t, shown),
            Misuse.NO_KEY,
            shown,
            "TypeError",
            name,
            0,
            0,
            swapped,
            node,
        )
        _record(t, event)
    parameter = SEED_PARAMETERS.get(name)
    seed = None if parameter is None else arguments.get(parameter)
    if parameter is None or seed is None:
        return
    misuse = Misuse.SEED if _is_key(seed) else Misuse.NO_SEED if _is_no_integer(seed) else None
    if misuse is not None:
        shown = nodes.get(parameter, node)
        certain = not t.doubt and not _is_told_apart(t, shown)
        _record(t, KeyMisuse(t.place(node.at), t.context(), certain, misuse, shown, "TypeError", name))


def check_unpacking(t: Tracer, elements: tuple[tree.Expr, ...], value: Value, at: int) -> None:
    """`a, b = split(key, 3)`, and `a, b = key`."""
    if (
        not isinstance(value, Array)
        or value.key is None
        or any(isinstance(e, tree.Starred) for e in elements)
    ):
        return
    target = elements[0]
    place, shape, typed = t.place(at), value.aval.shape, value.aval.dtype == dtypes.KEY
    if value.key.axes == 0 and value.aval.dtype is not None:
        raises = "TypeError" if typed else "ValueError" if len(elements) != 2 else None
        _record(t, KeyMisuse(place, t.context(), not t.doubt, Misuse.SINGLE, target, raises))
        return
    size = value.key.size if shape is None else shape[0] if shape else None
    if isinstance(size, int) and size != len(elements) and value.key.axes:
        event = KeyMisuse(
            place, t.context(), not t.doubt, Misuse.COUNT, target, "ValueError", "", size, len(elements),
            statement=t.statement,
        )  # fmt: skip
        _record(t, event)


def _is_told_apart(t: Tracer, node: tree.Node) -> bool:
    """Whether a variable is a parameter that the function tests: what callers pass may be told apart by tests that are
    not understood.
    """
    function = t.current.function
    if not isinstance(node, tree.Name) or function is None:
        return False
    if not any(parameter.name == node.id for parameter in function.parameters):
        return False
    return any(
        isinstance(part, tree.Name) and part.id == node.id
        for statement in walk(function.body)
        for test in _tests(statement)
        for part in walk((test,))
    )


def _tests(node: tree.Node) -> tuple[tree.Node, ...]:
    match node:
        case (
            tree.If(test=test) | tree.While(test=test) | tree.Conditional(test=test) | tree.Assert(test=test)
        ):
            return (test,)
        case tree.Match() | tree.Try():
            return (node,)
    return ()


def _is_key(value: Value) -> TypeGuard[Array]:
    """Whether a value is known to be a key, or array of keys."""
    return isinstance(value, Array) and isinstance(value.key, Key) and not value.key.supposed


def _is_no_key(value: Value) -> bool:
    """Whether a value is surely no key: a key is an array (JAX 0.10, 0.12)."""
    match value:
        case Const(None):
            return False
        case (
            Const()
            | TupleValue()
            | Extent()
            | Host("int" | "float" | "bool" | "str" | "Generator" | "RandomState")
        ):
            return True
        case Array(aval=aval) | NumPyArray(aval=aval):
            return dtypes.kind_of(aval.dtype) in (Kind.FLOATING, Kind.COMPLEX, Kind.BOOL)
    return False


def _is_no_integer(seed: Value) -> bool:
    match seed:
        case Const(float() | complex() | str()) | Host("float" | "str"):
            return True
        case Array(aval=aval) | NumPyArray(aval=aval):
            return dtypes.kind_of(aval.dtype) in (Kind.FLOATING, Kind.COMPLEX)
    return False
