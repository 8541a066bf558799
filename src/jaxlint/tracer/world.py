"""What a traced function takes from the world or does to it: prints, clocks, random numbers, iterators, sets.

Python runs once per trace; what it has read then is a constant of the compiled function.
"""

from __future__ import annotations

from dataclasses import replace

from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    UNREACHED,
    Array,
    ClassValue,
    Const,
    Host,
    IteratorValue,
    ModuleValue,
    Object,
    PyTree,
    Source,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.impurity import (
    FORMATS_ON_HOST,
    GENERATORS,
    KINDS,
    LOGGERS,
    LOGGING_METHODS,
    MAPPINGS,
    TEXTS,
    UNSEEDED,
    Impurity,
)
from jaxlint.signatures.signature import Signature
from jaxlint.signatures.table import lookup
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.core import Region, Tracer
from jaxlint.tracer.effects import Effect
from jaxlint.tracer.events import Event
from jaxlint.tracer.staging import staging_of, staging_region, tracer_in
from jaxlint.tracer.state import Kind


@dataclass(frozen=True, slots=True)
class TracePrint(Effect):
    """A call that prints a tracer, or its text."""

    call: tree.Call
    function: str
    """Canonical name: `builtins.print`."""
    shown: tree.Expr
    """The argument that is, or has in it, a tracer."""
    tracer: Array | PyTree | None
    """None where only the text of one is left."""
    texts: frozenset[int]
    """Positions of the arguments that are texts of tracers, made before the call."""
    on_host: bool
    """The call prints when the compiled function runs; the text that it is given was made while tracing."""


@dataclass(frozen=True, slots=True)
class ImpureCall(Effect):
    """A call whose answer, or effect, the trace has once."""

    kind: Impurity
    text: str
    """The function as written."""


@dataclass(frozen=True, slots=True)
class IteratorAdvance(Effect):
    """`next(it)` of an iterator that outlives the trace."""

    text: str
    """The call: `next(it)`."""


@dataclass(frozen=True, slots=True)
class IteratorOperand(Event):
    """An iterator, generator or view of a dict where a transformation takes arrays: TypeError."""

    transform: str
    operand: tree.Expr


@dataclass(frozen=True, slots=True)
class SetIteration(Effect):
    """A loop over a set in a function being traced."""

    iterable: tree.Expr
    comparable: bool
    """All elements are strings, which `sorted` can put in order."""


# Calls


def note_call(t: Tracer, signature: Signature, args: CallArguments, node: tree.Node) -> None:
    """A call of a library function while something is traced."""
    name = signature.name
    kind = KINDS.get(signature.impure or "")
    if name in UNSEEDED and not args.positional and not args.keywords and not args.more:
        kind = Impurity.DRAWS
    match kind:
        case Impurity.PRINTS:
            _note_print(t, name, args, node)
        case Impurity.DRAWS | Impurity.ACTS:
            _note_impure(t, kind, node)
        case Impurity.ADVANCES:
            _note_advance(t, args, node)
        case None if name in FORMATS_ON_HOST:
            _note_print(t, name, args, node)


def note_method(t: Tracer, receiver: Value, name: str, args: CallArguments, node: tree.Node) -> None:
    """A call of a method of a library's object while something is traced."""
    if not isinstance(receiver, Host) or not isinstance(node, tree.Call) or receiver.type_name is None:
        return
    if receiver.type_name in LOGGERS and name in LOGGING_METHODS:
        _note_print(t, f"logging.Logger.{name}", args, node)
    row = lookup(f"{GENERATORS.get(receiver.type_name)}.{name}")
    if (
        row is None
        or KINDS.get(row.impure or "") is not Impurity.DRAWS
        or not isinstance(node.func, tree.Attribute)
    ):
        return
    # A generator that the trace has made itself, from a seed, gives what was asked for.
    if _outer_region(t, node.func.value) is not None:
        _note_impure(t, Impurity.DRAWS, node)


def _note_print(t: Tracer, name: str, args: CallArguments, node: tree.Node) -> None:
    region = staging_region(t)
    if region is None or not isinstance(node, tree.Call):
        return
    on_host = name in FORMATS_ON_HOST
    nodes = dict(args.keyword_nodes)
    given = [*zip(args.positional, args.nodes, strict=False), *((v, nodes.get(k)) for k, v in args.keywords)]
    texts = frozenset(number for number, (value, _) in enumerate(given) if _is_text_of_tracer(value))
    starred = next((argument.value for argument in node.args if argument.stars), None)
    for number, (value, expression) in enumerate(given[:1] if on_host else given):
        shown, tracer = expression or starred, None if on_host else tracer_in(t, value)
        if shown is not None and (number in texts or tracer is not None):
            place, staging = t.place(node.at), staging_of(region)
            t.record(TracePrint(place, t.context(), True, staging, node, name, shown, tracer, texts, on_host))
            return


def _is_text_of_tracer(value: Value) -> bool:
    return isinstance(value, Host) and value.source is not None and not value.source.name


def _note_impure(t: Tracer, kind: Impurity, node: tree.Node) -> None:
    region = staging_region(t)
    if region is not None and isinstance(node, tree.Call):
        text = t.text(node.func)
        t.record(ImpureCall(t.place(node.at), t.context(), True, staging_of(region), kind, text))


def _note_advance(t: Tracer, args: CallArguments, node: tree.Node) -> None:
    if args.positional and isinstance(args.positional[0], IteratorValue):
        region = _outer_region(t, args.nodes[0])
        if region is not None:
            _record_advance(t, t.place(node.at), f"next({t.text(args.nodes[0] or node)})")


def _record_advance(t: Tracer, place: Place, text: str) -> None:
    region = staging_region(t)
    if region is not None:
        t.record(IteratorAdvance(place, t.context(), True, staging_of(region), text))


def _outer_region(t: Tracer, node: tree.Expr | None) -> Region | None:
    """The trace under way that what an expression reads outlives."""
    owner = None if node is None else _owner(t, node)
    return None if owner is None else staging_region(t, owner)


def _owner(t: Tracer, node: tree.Expr) -> int | None:
    """The frame of the variable, or the object with the attribute, that holds a value."""
    match node:
        case tree.Name(id=name):
            home = t.home_of(name)
            return None if home is None else home.serial
        case tree.Attribute(value=tree.Name() as base):
            match t.evaluate(base):
                case Object(address):
                    return address.frame
                case ModuleValue(module):
                    return t.module_frames.get(module)
                case ClassValue() as owner:
                    return t.class_frames.get(owner)
    return None


# Values that another run would give otherwise


def sourced(
    t: Tracer, signature: Signature | None, args: CallArguments, result: Value, node: tree.Node
) -> Value:
    """The result of a call with where it comes from: the text of a tracer, or what the call has read."""
    if not t.regions or signature is None:
        return result
    if KINDS.get(signature.impure or "") is Impurity.ADVANCES and args.positional[:1] == (Host("iterator"),):
        # The numbers of `itertools.count` may well name what a trace makes.
        if _outer_region(t, args.nodes[0]) is not None:
            text = f"next({t.text(args.nodes[0] or node)})"
            return Host(None, Source(t.place(node.at), text, advanced=True))
    if not isinstance(result, Host) or result.source is not None:
        return result
    if KINDS.get(signature.impure or "") is Impurity.READS:
        if staging_region(t) is None:
            return result
        return replace(result, source=Source(t.place(node.at), t.text(getattr(node, "func", node))))
    given = args.all_values()
    if signature.name in TEXTS:
        return as_text(t, given, node)
    return derived(result, *given)


def read_item(t: Tracer, name: str, node: tree.Subscript) -> Value:
    """An item of one of the world's mappings: `os.environ["HOME"]`."""
    source = Source(t.place(node.at), t.text(node)) if staging_region(t) is not None else None
    return Host(MAPPINGS[name], source)


def as_text(t: Tracer, values: list[Value], node: tree.Node) -> Host:
    """A text made of these values."""
    if t.regions and any(tracer_in(t, value) for value in values):
        return Host("str", Source(t.place(node.at), ""))
    made = derived(Host("str"), *values)
    return made if isinstance(made, Host) else Host("str")


def derived(result: Value, *values: Value) -> Value:
    """A Python value that was computed from these."""
    if isinstance(result, Host) and (result.source is None or result.cut is None):
        given = [value for value in values if isinstance(value, Host)]
        source = next((value.source for value in given if value.source is not None), None)
        cut = next((value.cut for value in given if value.cut is not None), None)
        if source is not None or cut is not None:
            return replace(result, source=result.source or source, cut=result.cut or cut)
    return result


def note_use(t: Tracer, *values: Value) -> None:
    """Values become part of what is traced, or its result."""
    for value in values:
        match value:
            case Host(source=Source(place, name, advanced=True)):
                _record_advance(t, place, name)
            case Host(source=Source(place, name)) if name:
                region = staging_region(t)
                if region is not None:
                    staging = staging_of(region)
                    t.record(ImpureCall(place, t.context(), True, staging, Impurity.READS, name))
            case TupleValue(items=items):
                note_use(t, *items)


# Iteration


def note_operands(t: Tracer, transform: str, args: CallArguments) -> None:
    """What is handed to `lax`'s control flow: arrays and containers of them, no iterators (JAX 0.10, 0.12)."""
    nodes = dict(args.keyword_nodes)
    given = [*zip(args.positional, args.nodes, strict=False), *((v, nodes.get(k)) for k, v in args.keywords)]
    for value, shown in given:
        if isinstance(value, IteratorValue) and shown is not None and not t.expects("TypeError", "Exception"):
            t.record(IteratorOperand(t.place(shown.at), t.context(), True, transform, shown))


def note_order(t: Tracer, value: Value, iterable: tree.Expr) -> None:
    """A loop over a value: the order of a set differs from process to process where its elements hash so."""
    region = staging_region(t)
    contents = t.contents(value)
    if region is None or contents is None or contents.kind is not Kind.SET:
        return
    element = contents.bound()
    if element is UNREACHED or _hashes_alike(element):
        return
    is_text = isinstance(element, Host) and element.type_name == "str"
    is_text = is_text or (isinstance(element, Const) and isinstance(element.value, str))
    certain = isinstance(element, (Const, Host, TupleValue))
    place = t.place(iterable.at)
    t.record(SetIteration(place, t.context(), certain, staging_of(region), iterable, is_text))


def _hashes_alike(element: Value) -> bool:
    """Whether a value has the same hash in every process: numbers do, and None from Python 3.12 on."""
    match element:
        case Const(int() | float() | complex()):
            return True
        case Host("int" | "float" | "bool" | "complex"):
            return True
        case TupleValue(items=items):
            return all(_hashes_alike(item) for item in items)
    return False
