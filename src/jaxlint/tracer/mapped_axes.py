"""Whether the axes of a `vmap` fit what it is given and what comes out (JAX 0.10, 0.12)."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.tangents import Tangent
from jaxlint.domain.values import (
    NONE,
    Array,
    Const,
    Extent,
    Host,
    NumPyArray,
    Object,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.program.tree import ParameterKind
from jaxlint.records import dataclass
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.callees import function_name, parameter_names, underlying
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import AxesKind, AxesMismatch, MappedAxis
from jaxlint.tracer.mismatch import find_axes
from jaxlint.tracer.operators import aval_of
from jaxlint.tracer.state import Contents, Kind

OTHER_KEYS = "other keys"
"""How axes differ from a dict that are one themselves."""


@dataclass(frozen=True, slots=True)
class _Fault:
    """What does not fit."""

    kind: AxesKind
    axes: tuple[MappedAxis, ...] = ()
    counts: tuple[int, int] | None = None
    found: tuple[str, str] | None = None


def check_in_axes(
    t: Tracer,
    value: Transformed,
    options: dict[str, Value],
    args: CallArguments,
    node: tree.Node,
    arrays_only: bool = False,
) -> None:
    """Report `in_axes` that cannot be used with these arguments; with `arrays_only` others are let be."""
    in_axes = options.get("in_axes", Const(0))
    entries = _items(t, in_axes) if isinstance(in_axes, Object) else None
    if entries is not None:
        # A list of entries is as good as a tuple, on the outside alone.
        in_axes = TupleValue(tuple(entries))
    fault = _length(t, value, in_axes, args)
    if fault is None and not t.entering_root and not args.more and not args.more_keywords:
        fault = _arguments(t, value, in_axes, options, args, arrays_only)
    if fault is not None:
        _report(t, value, fault, node, args)


def _length(t: Tracer, value: Transformed, in_axes: Value, args: CallArguments) -> _Fault | None:
    if not isinstance(in_axes, TupleValue) or args.more:
        return None
    wanted, given = len(in_axes.items), len(args.positional)
    if t.entering_root:
        # Nobody in view calls it: which parameters are passed, and how, is not known.
        found = underlying(value.function)[0]
        parameters = () if found is None else t.functions[found.place][0].parameters
        takes_any = any(p.kind is ParameterKind.VAR_POSITIONAL for p in parameters)
        return None if found is None or takes_any or wanted <= given else _length_fault(wanted, given)
    return None if wanted == given else _length_fault(wanted, given)


def _length_fault(wanted: int, given: int) -> _Fault:
    return _Fault(AxesKind.LENGTH, counts=(wanted, given))


def _arguments(
    t: Tracer,
    value: Transformed,
    in_axes: Value,
    options: dict[str, Value],
    args: CallArguments,
    arrays_only: bool,
) -> _Fault | None:
    names = parameter_names(t, value.function)
    mapped: list[MappedAxis] = []
    known = True
    for position, argument in enumerate(args.positional):
        axis = in_axes.items[position] if isinstance(in_axes, TupleValue) else in_axes
        name = names[position] if position < len(names) else ""
        node = args.nodes[position] if position < len(args.nodes) else None
        for found in _prefix(t, axis, argument, name, node):
            if arrays_only and not _maps_array(found):
                continue
            if isinstance(found, _Fault):
                return found
            known = known and found is not None
            mapped += [] if found is None else [found]
    for name, argument in args.keywords:
        for found in _prefix(t, Const(0), argument, name, dict(args.keyword_nodes).get(name), keyword=True):
            if arrays_only and not _maps_array(found):
                continue
            if isinstance(found, _Fault):
                return found
            known = known and found is not None
            mapped += [] if found is None else [found]
    size = options.get("axis_size", NONE)
    if known and not mapped and not arrays_only and size == NONE and args.positional and not args.keywords:
        return _Fault(AxesKind.NOTHING) if _says_none(in_axes) else None
    sized = [axis for axis in mapped if axis.size is not None]
    other = next((axis for axis in sized if axis.size != sized[0].size), None)
    return None if other is None else _Fault(AxesKind.SIZES, (sized[0], other))


def _maps_array(found: MappedAxis | _Fault | None) -> bool:
    """Whether what was found is about an array of JAX, which Equinox maps whatever it leaves alone."""
    axes = found.axes[:1] if isinstance(found, _Fault) else (found,)
    return any(axis is not None and isinstance(axis.value, Array) for axis in axes)


def _says_none(in_axes: Value) -> bool:
    if isinstance(in_axes, TupleValue):
        return bool(in_axes.items) and all(item == NONE for item in in_axes.items)
    return in_axes == NONE


def _prefix(
    t: Tracer, axes: Value, value: Value, label: str, node: tree.Expr | None, keyword: bool = False
) -> Iterator[MappedAxis | _Fault | None]:
    """The axes that are mapped of one argument; None for what is not known."""
    if axes == NONE:
        return
    if isinstance(axes, Const) and type(axes.value) is int:
        for leaf in _leaves(t, value):
            yield None if leaf is None else _along(axes.value, leaf, label, node, keyword)
        return
    clash = _clash(t, axes, value)
    if clash is not None:
        yield _Fault(AxesKind.STRUCTURE, (MappedAxis(label, node, value, 0),), found=clash)
        return
    inner, parts = _items(t, axes), _items(t, value)
    if inner is None or parts is None or len(inner) != len(parts):
        yield None
        return
    if isinstance(axes, Object):
        parts = [_entry(t, value, key) for key in _keys(t, axes)] if _keys(t, axes) else parts
    for axis, part in zip(inner, parts, strict=True):
        yield from _prefix(t, axis, part, label, node, keyword)


def _along(
    axis: int, leaf: Value, label: str, node: tree.Expr | None, keyword: bool
) -> MappedAxis | _Fault | None:
    """A leaf mapped along an axis, unless it does not have it; None where its rank is not known."""
    aval = aval_of(leaf)
    if aval is None or aval.shape is None:
        return None
    if not -len(aval.shape) <= axis < len(aval.shape):
        return _Fault(AxesKind.RANK, (MappedAxis(label, node, leaf, axis, by_keyword=keyword),))
    size = aval.shape[axis]
    return MappedAxis(label, node, leaf, axis, size if isinstance(size, int) else None, keyword)


def _leaves(t: Tracer, value: Value) -> Iterator[Value | None]:
    """Leaves of a tree; None for a part of which the structure is not known."""
    match value:
        case Const(None):
            return
        case Array() | NumPyArray() | Const(bool() | int() | float() | complex()) | Extent():
            yield value
        case Host("int" | "float" | "bool"):
            yield value
        case _:
            items = _items(t, value)
            if items is None:
                yield None
            for item in items or ():
                yield from _leaves(t, item)


def _contents(t: Tracer, value: Value) -> Contents | None:
    """A list or dict all of whose items are known."""
    contents = t.contents(value)
    if contents is None or contents.kind not in (Kind.LIST, Kind.DICT):
        return None
    return contents if contents.complete and not contents.shared else None


def _items(t: Tracer, value: Value) -> list[Value] | None:
    if isinstance(value, TupleValue):
        return list(value.items)
    contents = _contents(t, value)
    return None if contents is None else [slot.value for slot in contents.items.values()]


def _keys(t: Tracer, value: Value) -> list[object]:
    contents = _contents(t, value)
    return [] if contents is None or contents.kind is not Kind.DICT else list(contents.items)


def _entry(t: Tracer, value: Value, key: object) -> Value:
    contents = _contents(t, value)
    assert contents is not None
    return next(slot.value for known, slot in contents.items.items() if known == key)


def _structure(t: Tracer, value: Value) -> tuple[str, int | frozenset[object]] | None:
    """The kind of a node of a tree, with its length or keys; None where that is not known."""
    match value:
        case TupleValue(fields=(), items=items):
            return "a tuple", len(items)
        case Array() | NumPyArray():
            return "an array", 0
        case Const(bool() | int() | float() | complex()):
            return "a number", 0
    contents = _contents(t, value)
    if contents is None:
        return None
    if contents.kind is Kind.LIST:
        return "a list", len(contents.items)
    return "a dict", frozenset(contents.items)


def _clash(t: Tracer, axes: Value, value: Value) -> tuple[str, str] | None:
    """What the axes are and what they are for, where they surely are no prefix."""
    spec, whole = _structure(t, axes), _structure(t, value)
    if spec is None or whole is None or spec == whole or spec[0] in ("an array", "a number"):
        return None
    if spec[0] != whole[0]:
        return spec[0], whole[0]
    if isinstance(spec[1], int):
        return f"{spec[0]} of {spec[1]}", f"{whole[0]} of {whole[1]}"
    return OTHER_KEYS, "a dict"


def names_none(t: Tracer, axes: Value) -> bool:
    """Whether `out_axes` says of a result that it is not mapped."""
    return axes == NONE or any(names_none(t, item) for item in _items(t, axes) or ())


def check_out_axes(
    t: Tracer, value: Transformed, out_axes: Value, result: Value, node: tree.Node, region: int | None
) -> None:
    """Report `out_axes` that cannot be used with what the function returns; `region` tells what is mapped."""
    fault = _out(t, out_axes, result, region)
    if fault is not None:
        _report(t, value, fault, node, None)


def _out(t: Tracer, axes: Value, result: Value, region: int | None) -> _Fault | None:
    if axes == NONE:
        for leaf in _leaves(t, result):
            tangent = leaf.tangent if isinstance(leaf, Array) else None
            if leaf is not None and isinstance(tangent, Tangent) and tangent.region == region:
                return _Fault(AxesKind.OUT_MAPPED, (MappedAxis("", None, leaf, 0),))
        return None
    if isinstance(axes, Const) and type(axes.value) is int:
        for leaf in _leaves(t, result):
            aval = None if leaf is None else aval_of(leaf)
            if leaf is None or aval is None or aval.shape is None:
                continue
            rank = len(aval.shape) + 1
            if not -rank <= axes.value < rank:
                axis = MappedAxis("", None, leaf, axes.value)
                return _Fault(AxesKind.OUT_RANK, (axis,), counts=(axes.value, rank))
        return None
    clash = _clash(t, axes, result)
    if clash is not None:
        return _Fault(AxesKind.OUT_STRUCTURE, found=clash)
    inner, parts = _items(t, axes), _items(t, result)
    if inner is None or parts is None or len(inner) != len(parts):
        return None
    if isinstance(axes, Object):
        parts = [_entry(t, result, key) for key in _keys(t, axes)] if _keys(t, axes) else parts
    return next(
        (f for axis, part in zip(inner, parts, strict=True) if (f := _out(t, axis, part, region))), None
    )


def _report(
    t: Tracer, value: Transformed, fault: _Fault, node: tree.Node, args: CallArguments | None
) -> None:
    t.mismatches += 1
    if not t.recording or t.unsized or t.expects("ValueError", "Exception"):
        return
    place = t.place(node.at) if isinstance(node, tree.Call) else value.transform.applied_at
    searched = fault.kind in (AxesKind.SIZES, AxesKind.RANK, AxesKind.LENGTH, AxesKind.NOTHING)
    cure = None
    if args is not None and searched and isinstance(node, tree.Call) and not args.keywords:
        cure = find_axes(t, value.function, args.positional, node)
    in_axes, result = cure or ((), "")
    t.record(
        AxesMismatch(
            place,
            t.context(),
            True,
            fault.kind,
            value.transform.name,
            function_name(t, value.function),
            node,
            fault.axes,
            fault.counts,
            fault.found,
            in_axes,
            result,
            t.call_frames(),
        )
    )
