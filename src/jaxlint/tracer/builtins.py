"""Handlers of functions whose meaning is Python's own: builtins, functools, conversions between NumPy and JAX."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from jaxlint.domain.lattice import join
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Array,
    BoundMethod,
    ClassValue,
    Const,
    External,
    FunctionValue,
    Host,
    IteratorValue,
    NumPyArray,
    Object,
    PartialValue,
    PyTree,
    Tracedness,
    Transformed,
    TupleValue,
    Value,
    number_of,
)
from jaxlint.program import tree
from jaxlint.signatures.methods import AttributeKind, MethodKind, array_method_kind, attribute_of_array
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.attributes import attribute, delete_attribute, store_attribute
from jaxlint.tracer.calls import call
from jaxlint.tracer.classes import has_own
from jaxlint.tracer.concretization import Asker, ask_hash
from jaxlint.tracer.containers import havoc
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.cuts import number_of_tracer
from jaxlint.tracer.dicts import collected
from jaxlint.tracer.enumerations import members_of
from jaxlint.tracer.expressions import new_list
from jaxlint.tracer.iteration import MAX_UNROLLED, element_of, note_contents, unpack
from jaxlint.tracer.library import HANDLERS, Handler
from jaxlint.tracer.lists import list_of_sizes, sizes_in
from jaxlint.tracer.needs import check_format
from jaxlint.tracer.operators import truth
from jaxlint.tracer.rebuilding import note_made
from jaxlint.tracer.state import Contents, Kind, Slot
from jaxlint.tracer.versions import EMPTY_VERSION
from jaxlint.tracer.writes import set_contents


def handles(*names: str) -> Callable[[Handler], Handler]:
    """Register the meaning of library functions."""

    def register(handler: Handler) -> Handler:
        for name in names:
            HANDLERS[name] = handler
        return handler

    return register


def first_of(args: CallArguments) -> Value:
    return args.positional[0] if args.positional else UNKNOWN


@handles("builtins.len")
def length(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    value = first_of(args)
    if args.nodes and args.nodes[0] is not None:
        note_contents(t, value, args.nodes[0])
    match value:
        case TupleValue(items=items):
            return UNKNOWN if has_own(t, value, "__len__") else Const(len(items))
        case Const(str() | bytes() as text):
            return Const(len(text))
        case ClassValue():
            members = members_of(t, value)
            return Host("int") if members is None else Const(len(members))
        case Array(aval=aval) | NumPyArray(aval=aval) if aval.shape:
            return number_of(aval.shape[0])
        case Object():
            contents = t.contents(value)
            if contents is not None and contents.kind is not Kind.INSTANCE:
                if contents.complete and not contents.shared and contents.kind is not Kind.SET:
                    return Const(len(contents.items))
                return Host("int")
            return UNKNOWN
    return Host("int")


@handles("builtins.range")
def range_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    bounds = [v.value for v in args.positional if isinstance(v, Const) and isinstance(v.value, int)]
    if bounds and len(bounds) == len(args.positional) <= 3:
        try:
            numbers = range(*bounds)
            length = len(numbers)
        except (ValueError, OverflowError):
            return UNKNOWN
        if length <= MAX_UNROLLED:
            return IteratorValue(tuple(Const(i) for i in numbers), Host("int"))
        return IteratorValue(None, Host("int"), length)
    return IteratorValue(None, Host("int"))


@handles("builtins.enumerate")
def enumerate_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    items = unpack(t, first_of(args))
    start = args.get(1, "start")
    if items is not None and (start is None or (isinstance(start, Const) and isinstance(start.value, int))):
        first = start.value if isinstance(start, Const) and isinstance(start.value, int) else 0
        return IteratorValue(tuple(TupleValue((Const(first + i), v)) for i, v in enumerate(items)))
    return IteratorValue(None, TupleValue((Host("int"), element_of(t, first_of(args)))))


@handles("builtins.zip")
def zip_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    columns = [unpack(t, v) for v in args.positional]
    if columns and not args.more and all(c is not None for c in columns):
        known = [c for c in columns if c is not None]
        return IteratorValue(tuple(TupleValue(row) for row in zip(*known, strict=False)))
    if args.more or not columns:
        return UNKNOWN
    return IteratorValue(None, TupleValue(tuple(element_of(t, v) for v in args.positional)))


@handles("builtins.map")
def map_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    function = first_of(args)
    rest = args.drop(1, ())
    rows = zip_of(t, rest, node)
    items = rows.items if isinstance(rows, IteratorValue) else None
    if items is not None and not args.more:
        results = [
            call(t, function, CallArguments(row.items), node) for row in items if isinstance(row, TupleValue)
        ]
        return IteratorValue(tuple(results))
    element = rows.element if isinstance(rows, IteratorValue) else UNKNOWN
    given = CallArguments(element.items) if isinstance(element, TupleValue) else CallArguments((), more=True)
    return IteratorValue(None, call(t, function, given, node))


@handles("builtins.reversed")
def reversed_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    given = first_of(args)
    items = unpack(t, given)
    if items is not None:
        return IteratorValue(tuple(items[::-1]))
    length = given.length if isinstance(given, IteratorValue) else None
    return IteratorValue(None, element_of(t, given), length)


@handles("typing.cast")
def cast(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    return args.get(1, "val") or UNKNOWN


@handles("builtins.list")
def list_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    if not args.positional:
        return new_list(t, [], node.at)
    given = args.positional[0]
    sizes = list_of_sizes(t, sizes_in(t, given), node.at)
    return sizes or new_list(t, unpack(t, given), node.at, element_of(t, given))


@handles("builtins.tuple")
def tuple_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    items = [] if not args.positional else unpack(t, args.positional[0])
    if items is not None:
        return TupleValue(tuple(items))
    if isinstance(args.positional[0], PyTree):
        return args.positional[0]
    return sizes_in(t, args.positional[0]) or UNKNOWN


@handles("collections.OrderedDict")
def ordered_dict(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    made = dict_of(t, args, node)
    contents = t.contents(made)
    if isinstance(made, Object) and contents is not None:
        # JAX takes it for another container than a dict.
        named = replace(contents, class_value=External("collections.OrderedDict"))
        set_contents(t, made.address, named)
    return made


@handles("builtins.dict")
def dict_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    items: dict[Any, Slot] = {Const(k): Slot(v, EMPTY_VERSION) for k, v in args.keywords}
    complete = not args.more_keywords and not args.more
    if args.positional:
        source = args.positional[0]
        contents = t.contents(source)
        if isinstance(source, PyTree):
            return source
        if contents is not None and contents.kind is Kind.DICT:
            items = {k: Slot(s.value, EMPTY_VERSION) for k, s in contents.items.items()} | items
            complete = complete and contents.complete
        else:
            pairs = _pairs(unpack(t, source))
            items = collected(pairs or ()) | items
            complete = complete and pairs is not None
    return t.allocate(Contents(Kind.DICT, items, complete, UNKNOWN), node.at)


def _pairs(items: Sequence[Value] | None) -> list[tuple[Const, Slot]] | None:
    """`dict(zip(names, values))`: pairs of a key that is known and a value."""
    pairs: list[tuple[Const, Slot]] = []
    for item in () if items is None else items:
        match item:
            case TupleValue(items=(Const() as key, value)):
                pairs.append((key, Slot(value, EMPTY_VERSION)))
            case _:
                return None
    return None if items is None else pairs


@handles("builtins.set")
def set_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    element = element_of(t, first_of(args))
    if unpack(t, first_of(args)):
        ask_hash(t, element, node, Asker.CALL, "set")
    if isinstance(element, Array):
        # There is no set of arrays.
        element = UNKNOWN
    return t.allocate(Contents(Kind.SET, complete=False, rest=element), node.at)


def _cast(kind: type, name: str) -> Handler:
    def cast(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        value = first_of(args) if args.positional else Const(kind())
        if kind is str and has_own(t, value, "__str__"):
            return Host("str")
        if (
            isinstance(value, Const)
            and isinstance(value.value, (bool, int, float, str))
            and not args.keywords
        ):
            try:
                return Const(kind(value.value))
            except (ValueError, OverflowError):
                return UNKNOWN
        if kind is bool:
            known = truth(t, value)
            return Host("bool") if known is None else Const(known)
        return number_of_tracer(t, Host(name), value, node, steps=True) if kind is int else Host(name)

    return cast


for _kind in (int, float, bool, str):
    HANDLERS[f"builtins.{_kind.__name__}"] = _cast(_kind, _kind.__name__)


@handles("builtins.setattr", "builtins.delattr")
def setattr_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    match args.positional:
        case (owner, Const(str() as name), value):
            store_attribute(t, tree.Attribute(node.at, tree.Opaque(node.at), name), owner, value)
        case (owner, Const(str() as name)):
            delete_attribute(t, owner, name)
        case _:
            havoc(t, list(args.positional[:1]))
    return NONE


@handles("builtins.getattr")
def getattr_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    if (
        len(args.positional) >= 2
        and isinstance(args.positional[1], Const)
        and isinstance(args.positional[1].value, str)
    ):
        shown = tree.Attribute(node.at, tree.Opaque(node.at), args.positional[1].value)
        if len(args.positional) == 2:
            return attribute(t, args.positional[0], args.positional[1].value, shown)
        t.expected.append(frozenset({"AttributeError"}))
        try:
            found = attribute(t, args.positional[0], args.positional[1].value, shown)
        finally:
            t.expected.pop()
        return join(found, args.positional[2])
    return UNKNOWN


JAX_ONLY = frozenset(
    "at aval weak_type block_until_ready devices sharding addressable_shards is_deleted".split()
)
"""Attributes of JAX arrays that NumPy's do not have."""
HELD = (AttributeKind.STATIC, AttributeKind.ARRAY, AttributeKind.INDEXER)
"""Kinds of attributes that tracers have as well."""


@handles("builtins.hasattr")
def hasattr_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    if len(args.positional) == 2 and isinstance(args.positional[1], Const):
        name = args.positional[1].value
        value = args.positional[0]
        if isinstance(value, Array) and value.traced is not Tracedness.NO and isinstance(name, str):
            if attribute_of_array(name).raises == "AttributeError":
                return Const(False) if value.traced is Tracedness.DEFINITE else Host("bool")
        if isinstance(value, Array) and isinstance(name, str):
            if name in JAX_ONLY or attribute_of_array(name).kind in HELD:
                return Const(True)
            if array_method_kind(name) is MethodKind.MISSING:
                return Const(False)
        if name in JAX_ONLY and isinstance(args.positional[0], NumPyArray):
            return Const(False)
    return Host("bool")


@handles("builtins.hash")
def hash_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    ask_hash(t, first_of(args), node, Asker.CALL, "hash")
    return Host("int")


@handles("builtins.format")
def format_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    spec = args.get(1, "format_spec")
    if isinstance(spec, Const) and spec.value:
        check_format(t, first_of(args), node, "format")
    return Host("str")


@handles("builtins.print")
def print_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    return NONE


@handles("builtins.super")
def super_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """The receiver, seen as an instance of the next class: methods are found from there."""
    frame = t.current
    owner_frame = t.frames.get(frame.parent) if frame.parent is not None else None
    if (
        owner_frame is None
        or owner_frame.owner is None
        or frame.function is None
        or not frame.function.parameters
    ):
        return UNKNOWN
    owner = t.classes_by_place.get(owner_frame.owner)
    receiver = t.live.read(frame.serial, frame.function.parameters[0].name)
    if owner is None or receiver is None:
        return UNKNOWN
    bases = [b for b in t.classes[owner].bases if isinstance(b, ClassValue)]
    if len(bases) != 1 or not isinstance(receiver.value, Object):
        return UNKNOWN
    return PartialValue(External("builtins.super"), (bases[0], receiver.value), ())


@handles("functools.partial", "jax.tree_util.Partial")
def partial_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    if not args.positional or args.more or args.more_keywords:
        havoc(t, args.all_values())
        return UNKNOWN
    function = args.positional[0]
    if isinstance(function, (FunctionValue, BoundMethod, Transformed)):
        t.pending.pop(function, None)
        value = PartialValue(function, args.positional[1:], args.keywords)
        t.pending.add(value)
        note_made(t, value)
        return value
    return PartialValue(function, args.positional[1:], args.keywords)


@handles("functools.wraps")
def wraps_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    return PartialValue(
        External("functools.update_wrapper"), (), (("wrapped", args.get(0, "wrapped") or UNKNOWN),)
    )


@handles("functools.update_wrapper")
def update_wrapper_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    wrapper, wrapped = args.get(0, "wrapper") or UNKNOWN, args.get(1, "wrapped") or UNKNOWN
    if isinstance(wrapper, FunctionValue) and wrapped != wrapper:
        t.wrapped[wrapper] = wrapped
    return wrapper
