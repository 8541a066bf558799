"""Functions of Python that compare, test or add up what they are given: any, min, sorted, sum, heapq, bisect."""

from __future__ import annotations

from collections.abc import Sequence

from jaxlint.domain.avals import Aval
from jaxlint.domain.lattice import join
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Array,
    Const,
    Extent,
    Host,
    IteratorValue,
    NumPyArray,
    Object,
    Tracedness,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.signature import Conversion
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.builtins import first_of, handles
from jaxlint.tracer.calls import call
from jaxlint.tracer.concretization import Asker, BoolConversion, asked, leaf_of, raised, report
from jaxlint.tracer.containers import container_method, havoc
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.expressions import new_list
from jaxlint.tracer.iteration import MAX_UNROLLED, element_of, elements_of, unpack
from jaxlint.tracer.library import Handler, apply_row
from jaxlint.tracer.lists import concatenated
from jaxlint.tracer.operators import binary, truth


def _quantifier(name: str, settles: bool) -> Handler:
    """`any` and `all`: items are tested in order until one of them settles it."""

    def quantify(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        if len(args.positional) != 1 or args.more:
            return Host("bool")
        items, exact = elements_of(t, args.positional[0])
        for item in items:
            known = truth(t, item)
            if known is settles and exact:
                return Const(settles)
            if known is None:
                _ask(t, item, item.aval if isinstance(item, Array) else Aval(), node, name)
                return Host("bool")
        return Const(not settles) if exact else Host("bool")

    return quantify


for _name, _settles in (("any", True), ("all", False)):
    handles(f"builtins.{_name}")(_quantifier(_name, _settles))


def _ask(t: Tracer, value: Value, aval: Aval, node: tree.Node, by: str) -> None:
    if not isinstance(value, Array):
        return
    array = asked(value, Conversion.BOOL)
    if array is not None:
        report(t, BoolConversion, array, node, Asker.CALL, by, raised(Conversion.BOOL, aval))


def _compared(t: Tracer, values: Sequence[Value], node: tree.Node, by: str) -> None:
    """Values that are compared with each other: one comparison with a tracer suffices."""
    values = _deciding(values)
    leaves = [leaf for value in values if (leaf := leaf_of(value)) is not None]
    if leaves and t.staged and all(leaf.traced is Tracedness.NO or leaf.answers for leaf in leaves):
        leaves = [t.made_array(Aval(), t.place(node.at), "the result of a comparison", *leaves)]
    traced = [leaf for leaf in leaves if leaf.traced is not Tracedness.NO]
    for leaf in sorted(traced, key=lambda leaf: leaf.traced is not Tracedness.DEFINITE)[:1]:
        shapes = [aval_shape(value) for value in values]
        known = all(shape == () for shape in shapes)
        _ask(t, leaf, Aval(() if known else None), node, by)


def _deciding(values: Sequence[Value]) -> Sequence[Value]:
    """What of the values is compared first: of tuples the first items that are not surely alike."""
    while len(values) > 1 and all(isinstance(value, TupleValue) for value in values):
        rows = [value.items for value in values if isinstance(value, TupleValue)]
        columns = zip(*rows, strict=False)
        values = next(
            (
                each
                for each in columns
                if any(item != each[0] or not isinstance(item, Const) for item in each)
            ),
            (),
        )
    return values


def aval_shape(value: Value) -> tuple[object, ...] | None:
    match value:
        case Array(aval=aval) | NumPyArray(aval=aval):
            return aval.shape
        case Const() | Host("int" | "float" | "bool") | Extent():
            return ()
    return None


def _candidates(t: Tracer, source: Value) -> tuple[list[Value], bool]:
    """What an iterable is compared by, and whether that is all; two stand for any number."""
    items = unpack(t, source)
    if items is not None:
        return items, True
    return [element_of(t, source)] * 2, False


def _keyed(t: Tracer, values: Sequence[Value], args: CallArguments, node: tree.Node) -> list[Value]:
    key = args.keyword("key")
    if key is None or key == NONE:
        return list(values)
    return [call(t, key, CallArguments((value,)), node) for value in values]


def _extreme(name: str) -> Handler:
    """`min` and `max`."""

    def extreme(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        if args.more or not args.positional:
            return UNKNOWN
        values, exact = list(args.positional), True
        if len(values) == 1:
            values, exact = _candidates(t, values[0])
        if len(values) < 2:
            return values[0] if values else UNKNOWN
        compared = _keyed(t, values, args, node)
        _compared(t, compared, node, name)
        if exact and compared == values:
            numbers = [
                v.value for v in values if isinstance(v, Const) and isinstance(v.value, (bool, int, float))
            ]
            if len(numbers) == len(values):
                return Const(min(numbers) if name == "min" else max(numbers))
        result = values[0]
        for value in values[1:]:
            result = join(result, value)
        return result

    return extreme


for _name in ("min", "max"):
    handles(f"builtins.{_name}")(_extreme(_name))


@handles("builtins.sorted")
def sorted_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    source = first_of(args)
    values, exact = _candidates(t, source)
    if len(values) > 1:
        _compared(t, _keyed(t, values, args, node), node, "sorted")
    if exact and not args.keywords:
        texts = [value.value for value in values if isinstance(value, Const) and isinstance(value.value, str)]
        if len(texts) == len(values):
            return new_list(t, [Const(text) for text in sorted(texts)], node.at)
    return new_list(t, None, node.at, element_of(t, source))


@handles("heapq.heappush", "heapq.heappushpop", "heapq.heapreplace")
def heap_with(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """A new item is compared with those that are in the heap; `heappush` of the first compares nothing."""
    heap, item = first_of(args), args.get(1, "item")
    if args.more or item is None:
        return UNKNOWN
    values, exact = _candidates(t, heap)
    t.doubt += not exact
    if values:
        _compared(t, [values[0], item], node, "heapq")
    t.doubt -= not exact
    if isinstance(heap, Object):
        container_method(t, heap, "append", CallArguments((item,)), node)
    return UNKNOWN


@handles("heapq.heapify", "heapq.heappop")
def heap_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    heap = first_of(args)
    values, _ = _candidates(t, heap)
    if len(values) > 2:
        _compared(t, values, node, "heapq")
    element = element_of(t, heap)
    havoc(t, [heap])
    return element


@handles("heapq.nlargest", "heapq.nsmallest")
def some_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    source = args.get(1, "iterable")
    values, _ = _candidates(t, UNKNOWN if source is None else source)
    if len(values) > 1:
        _compared(t, _keyed(t, values, args, node), node, "heapq")
    return new_list(t, None, node.at, UNKNOWN if source is None else element_of(t, source))


@handles("bisect.bisect", "bisect.bisect_left", "bisect.bisect_right")
def place_in(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """The middle item is compared first."""
    source, sought = first_of(args), args.get(1, "x")
    values, _ = _candidates(t, source)
    if values and sought is not None and not args.more:
        middle = _keyed(t, [values[len(values) // 2]], args, node)
        _compared(t, [*middle, sought], node, "bisect")
    return Host("int")


@handles("builtins.filter")
def filter_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`filter(function, items)`, whose tests are made when it is iterated over; nearly always at once."""
    if len(args.positional) != 2 or args.more:
        return UNKNOWN
    function, source = args.positional
    items, exact = elements_of(t, source)
    kept: list[Value] = []
    for item in items:
        verdict = item if function == NONE else call(t, function, CallArguments((item,)), node)
        known = truth(t, verdict)
        if known is None:
            exact = False
            _ask(t, verdict, verdict.aval if isinstance(verdict, Array) else Aval(), node, "filter")
        if known is not False:
            kept.append(item)
    if exact:
        return IteratorValue(tuple(kept))
    element: Value = kept[0] if kept else UNKNOWN
    for item in kept[1:]:
        element = join(element, item)
    return IteratorValue(None, element)


@handles("builtins.abs", "operator.abs")
def abs_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """A Python number has one; anything else a method that makes it."""
    match first_of(args):
        case Const(int() | float() | complex() as number):
            return Const(abs(number))
        case Host("int" | "float") as number:
            return Host(number.type_name)
        case Host("bool") | Extent():
            return Host("int")
    return apply_row(t, "builtins.abs", args, node)


@handles("builtins.round")
def round_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """A Python number is rounded to an integer, or to a number of its own type where digits are asked for."""
    number, digits = args.get(0, "number"), args.get(1, "ndigits")
    match number, NONE if digits is None else digits:
        case Const(int() | float() as known), Const(int() | None as asked):
            return _rounded(known, asked)
        case Host("int" | "float" as kind), Const(None) | Host("int") | Const(int()) as to:
            return Host("int" if to == NONE else kind, cut=number.cut)
        case Extent(), Const(None):
            return number
    return apply_row(t, "builtins.round", args, node)


def _rounded(number: float, digits: int | None) -> Value:
    try:
        return Const(round(number, digits))
    except (OverflowError, ValueError):
        return UNKNOWN


@handles("builtins.sum")
def sum_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`sum(items, start)`: additions one by one, from 0; an array of unknown length has a row at least.

    `sum(lists, [])` is one list.
    """
    source, start = first_of(args), args.get(1, "start")
    shown = args.node(0, "") or node
    if args.more or not isinstance(shown, tree.Expr):
        return UNKNOWN
    items = unpack(t, source)
    if items is None:
        items = [element_of(t, source)] if isinstance(source, Array) else None
    if items is None or len(items) > MAX_UNROLLED:
        return UNKNOWN
    held = None if start is None else concatenated(t, (start, *items), node.at)
    if held is not None:
        return held
    total: Value = Const(0) if start is None else start
    for item in items:
        total = binary(t, "+", total, item, node, (shown, shown))
    return total
