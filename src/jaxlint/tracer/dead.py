"""Arrays that are of no use any more: donated buffers, and tracers that their trace has left behind.

JAX deletes a donated array where the compiled function can use its buffer: an output has its shape and dtype, and
the function reads it (JAX 0.10, 0.12, on the CPU as well). Inside a trace nothing is donated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jaxlint.domain.avals import Aval
from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    UNKNOWN,
    Array,
    Const,
    Donated,
    External,
    Object,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.transforms import only_looks
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.callees import function_name, parameter_names, underlying
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.jit_options import listed
from jaxlint.tracer.staging import Staging, staging_of, staging_region, tracer_in
from jaxlint.tracer.state import Kind
from jaxlint.tracer.trees import leaf_avals
from jaxlint.tracer.uses import nodes
from jaxlint.tracer.writes import set_contents

MAX_DEPTH = 4
METADATA = frozenset(
    """
    shape dtype ndim size itemsize nbytes weak_type aval sharding device devices is_deleted delete committed
    is_fully_addressable is_fully_replicated
    """.split()
)
"""What a deleted array still says of itself (JAX 0.10, 0.12)."""
ASKS_LITTLE = frozenset(
    """
    builtins.isinstance builtins.id builtins.type builtins.len builtins.callable builtins.hasattr builtins.getattr
    jax.numpy.shape jax.numpy.ndim jax.numpy.size jax.numpy.zeros_like jax.numpy.ones_like jax.numpy.full_like
    jax.numpy.empty_like jax.numpy.result_type jax.numpy.iscomplexobj jax.numpy.isrealobj jax.typeof
    numpy.shape numpy.ndim numpy.size jax.ShapeDtypeStruct
    """.split()
)
"""Functions that take a deleted array (observed, JAX 0.10 and 0.12)."""


@dataclass(frozen=True, slots=True)
class DonatedUse(Event):
    """A donated array is read: RuntimeError, or ValueError where it is handed to a compiled function."""

    used: tree.Expr | None
    """The expression that holds the array, as written."""
    donated_at: Place
    function: str
    """The function that it was donated to."""
    twice: bool
    """Read by the very call that it is donated to."""


@dataclass(frozen=True, slots=True)
class LeakedUse(Event):
    """A tracer is read after its trace has ended: UnexpectedTracerError."""

    used: tree.Expr | None
    stored_at: Place
    staging: Staging
    inside: bool
    """What is used is a list or tuple that holds the tracer."""


@dataclass(frozen=True, slots=True)
class CachedTracer(Event):
    """`functools.lru_cache` keeps what a function returned while it was traced, and that is a tracer."""

    cache: str
    function: str
    called_at: Place
    staging: Staging


def note_cached(t: Tracer, value: Transformed, args: CallArguments, node: tree.Node, result: Value) -> None:
    """A call of a function that keeps its results: outside of a trace it keeps arrays, inside tracers."""
    found = underlying(value.function)[0]
    region = staging_region(t)
    if found is None or args.more:
        return
    if region is None:
        # Called outside with these arguments, it answers with the array that it has kept.
        t.warmed.add((found.place, args.positional))
        return
    if (found.place, args.positional) in t.warmed or t.expects("UnexpectedTracerError", "Exception"):
        return
    if any(tracer_in(t, given) for given in args.all_values()) or tracer_in(t, result) is None:
        return
    name = function_name(t, value.function)
    t.record(
        CachedTracer(
            value.transform.applied_at, t.context(), not t.doubt, value.transform.name, name,
            t.place(node.at), staging_of(region),
        )
    )  # fmt: skip


def donate(
    t: Tracer,
    value: Transformed,
    options: dict[str, Value],
    args: CallArguments,
    node: tree.Node,
    result: Value,
) -> None:
    """After a call of `jax.jit(f, donate_argnums=...)`: its donated arguments are gone."""
    if t.regions or t.jit_disabled or args.more or not isinstance(node, tree.Call):
        return
    positions = _positions(t, value, options)
    if not positions:
        return
    t.donates = True
    outputs = leaf_avals(t, result)
    name = function_name(t, value.function)
    kept = t.live
    for position, shown in enumerate(args.nodes[: len(args.positional)]):
        given = args.positional[position]
        if position not in positions or shown is None or not _reads(t, value, position):
            continue
        gone = _gone(t, given, Donated(Array(), t.place(node.at), t.current.serial, name), outputs)
        if gone is None:
            continue
        again = [n for at, n in enumerate(args.nodes) if at != position and n is not None]
        match shown:
            case tree.Name(id=variable):
                home = t.home_of(variable)
                slot = None if home is None else kept.read(home.serial, variable)
                if home is None or slot is None or slot.value != given:
                    continue
                kept.write(home.serial, variable, slot._replace(value=gone))
                if any(isinstance(n, tree.Name) and n.id == variable for n in again):
                    _record(t, t.place(shown.at), shown, t.place(node.at), name, twice=True)
            case tree.Attribute(value=tree.Name() as base, attr=attr):
                holder = t.evaluate(base)
                contents = t.contents(holder)
                if not isinstance(holder, Object) or contents is None:
                    continue
                slot = contents.items.get(attr)
                if slot is not None and slot.value == given:
                    items = dict(contents.items)
                    items[attr] = slot._replace(value=gone)
                    kept.set_contents(holder.address, replace(contents, items=items))


def _positions(t: Tracer, value: Transformed, options: dict[str, Value]) -> set[int]:
    """Positions of the donated arguments, in a call."""
    names = parameter_names(t, value.function)
    found: set[int] = set()
    for key in ("donate_argnums", "donate_argnames"):
        for item in listed(t, options[key]) if key in options else ():
            match item:
                case Const(int() as number):
                    found.add(number + len(names) if number < 0 else number)
                case Const(str() as name) if name in names:
                    found.add(names.index(name))
    return found


def _reads(t: Tracer, value: Transformed, position: int) -> bool:
    """Whether the function mentions the parameter: an argument that it does not read is not taken."""
    found = underlying(value)[0]
    names = parameter_names(t, value.function)
    if found is None or position >= len(names):
        return False
    body = t.functions[found.place][0].body
    return any(isinstance(node, tree.Name) and node.id == names[position] for node in nodes(body))


def _gone(
    t: Tracer, value: Value, mark: Donated, outputs: list[Aval], depth: int = MAX_DEPTH
) -> Value | None:
    """A donated argument after the call; None where none of its buffers is surely used. Takes its outputs."""
    match value:
        case Array(aval=aval):
            fits = next((out for out in outputs if _same_buffer(aval, out)), None)
            if fits is None:
                return None
            outputs.remove(fits)
            return replace(mark, array=value)
        case TupleValue(items=items):
            found = [_gone(t, item, mark, outputs, depth) for item in items]
            if not any(found):
                return None
            kept = tuple(old if new is None else new for old, new in zip(items, found, strict=True))
            return replace(value, items=kept)
        case Object():
            contents = t.contents(value)
            if contents is None or contents.shared or not contents.complete or not depth:
                return None
            slots = dict(contents.items)
            for key, slot in contents.items.items():
                new = _gone(t, slot.value, mark, outputs, depth - 1)
                if new is not None:
                    slots[key] = slot._replace(value=new)
            if slots == contents.items:
                return None
            set_contents(t, value.address, replace(contents, items=slots))
            return value
    return None


def _same_buffer(given: Aval, made: Aval) -> bool:
    """Whether an output can be written where the argument is."""
    known = given.shape is not None and None not in given.shape and given.dtype is not None
    return known and given.shape == made.shape and given.dtype == made.dtype


# Uses


def taken(t: Tracer, value: Value, node: tree.Expr) -> Value:
    """A value of which the numbers are asked."""
    if type(value) is Donated:
        _use(t, value, node)
        return value.array
    if t.leaked:
        _check_leaked(t, value, node, t.place(node.at))
    return value


def _check_leaked(
    t: Tracer, value: Value, node: tree.Expr | None, place: Place, inside: bool = False
) -> None:
    """Outside of a trace there are no tracers of its depth but those that one has left."""
    if not isinstance(value, Array) or value.level <= len(t.regions):
        return
    if value in t.leaked and not t.expects("UnexpectedTracerError", "Exception"):
        stored_at, staging = t.leaked[value]
        t.record(LeakedUse(place, t.context(), not t.doubt, node, stored_at, staging, inside))


def take_all(t: Tracer, function: Value, args: CallArguments, node: tree.Node) -> CallArguments:
    """Arguments that are handed to a library's or a transformed function."""
    if not t.donates and not t.leaked:
        return args
    if isinstance(function, External) and (function.name in ASKS_LITTLE or only_looks(function.name)):
        return args
    positional = list(args.positional)
    deep = isinstance(function, Transformed) and not t.regions
    replaced = False
    for position, value in enumerate(args.positional):
        if t.leaked and _computes(function):
            shown = args.nodes[position] if position < len(args.nodes) else None
            for part in _parts(t, value):
                _check_leaked(t, part, shown, t.place((shown or node).at), inside=part is not value)
        for found in _donated_in(t, value, MAX_DEPTH if deep else 0):
            shown = args.nodes[position] if position < len(args.nodes) else None
            _use(t, found, shown or (node if isinstance(node, tree.Expr) else None))
            # What is wrong with it is said: the function is run as if it were not.
            positional[position] = found.array if found is value else UNKNOWN
            replaced = True
            break
    return replace(args, positional=tuple(positional)) if replaced else args


def _parts(t: Tracer, value: Value) -> Iterator[Value]:
    """A value, or the items of a tuple or list of arrays."""
    match value:
        case TupleValue(items=items):
            yield from items
        case Object():
            contents = t.contents(value)
            if contents is not None and contents.kind is Kind.LIST:
                yield from (slot.value for slot in contents.items.values())
        case _:
            yield value


def _computes(function: Value) -> bool:
    """Whether a function surely calculates with its arguments: one that prints or collects tracers does not."""
    return isinstance(function, Transformed) or (
        isinstance(function, External) and function.name.startswith(("jax.numpy.", "jax.lax."))
    )


def _donated_in(t: Tracer, value: Value, depth: int) -> Iterator[Donated]:
    match value:
        case Donated():
            yield value
        case TupleValue(items=items) if depth:
            for item in items:
                yield from _donated_in(t, item, depth - 1)
        case Object() if depth:
            contents = t.contents(value)
            if contents is not None and not contents.shared:
                for slot in contents.items.values():
                    yield from _donated_in(t, slot.value, depth - 1)


def _use(t: Tracer, value: Donated, node: tree.Expr | None) -> None:
    """Record a use: where it stands in the function that donated, or in the call of it that leads to it."""
    outer = next((a.call.place for a in t.stack if a.frame.serial > value.frame), None)
    place = outer if outer is not None else None if node is None else t.place(node.at)
    if place is not None:
        _record(t, place, node if outer is None else None, value.at, value.function, twice=False)


def _record(
    t: Tracer, place: Place, node: tree.Expr | None, donated_at: Place, function: str, *, twice: bool
) -> None:
    if not t.expects("RuntimeError", "ValueError", "Exception"):
        t.record(DonatedUse(place, t.context(), not t.doubt, node, donated_at, function, twice))
