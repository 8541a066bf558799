"""Mapping a function over axes of its arguments: `vmap` takes axes away and puts them back, `vectorize` repeats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace

from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import Dim
from jaxlint.domain.keys import Key
from jaxlint.domain.tangents import Tangent
from jaxlint.domain.transforms import Regime
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Array,
    Const,
    NumPyArray,
    Object,
    Tracedness,
    Transformed,
    TupleValue,
    Value,
    size_of_number,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.core_dims import CoreDims, core_dims
from jaxlint.signatures.shapes import broadcast
from jaxlint.signatures.signature import Mismatch
from jaxlint.signatures.transforms import TransformRow
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.callees import parameter_names
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.cuts import handed_in, handed_out
from jaxlint.tracer.iteration import unpack
from jaxlint.tracer.mapped_axes import check_in_axes, check_out_axes, names_none
from jaxlint.tracer.operators import aval_of
from jaxlint.tracer.state import Contents, Kind, Slot
from jaxlint.tracer.tracing import Entry, returned, run_traced, traced, unchanged
from jaxlint.tracer.trees import leaf_avals, map_leaves, no_key
from jaxlint.tracer.versions import EMPTY_VERSION


@dataclass(slots=True)
class Batch:
    """The axis that one call maps over."""

    t: Tracer
    node: tree.Node
    arrays_only: bool
    inputs: tuple[Value, ...]
    sizes: list[Dim] = field(default_factory=list)
    """Its size, as each argument has it."""
    keeps_weak: bool = True
    """What comes out is weakly typed where the function returns it so."""

    @property
    def size(self) -> Dim:
        """A number where one is known, else a symbol."""
        known = [size for size in self.sizes if size is not None]
        return next((size for size in known if isinstance(size, int)), known[0] if known else None)

    def take(self, value: Value, axes: Value, entry: Entry) -> Value:
        """What the function sees of an argument: its arrays without the axis, where `axes`, a tree, gives one."""
        if axes == NONE:
            return value
        if isinstance(axes, Const) and type(axes.value) is int:
            for aval in leaf_avals(self.t, value):
                if aval.variadic is not None:
                    self.sizes.append(aval.variadic.at(axes.value))
                if aval.shape is not None and -len(aval.shape) <= axes.value < len(aval.shape):
                    self.sizes.append(aval.shape[axes.value])
            as_key = Key.each if axes.value == 0 else no_key
            strip = _without_axis(axes.value)
            stripped = map_leaves(self.t, value, strip, self.node, as_key, arrays_only=self.arrays_only)
            return traced(self.t, stripped, entry, self.arrays_only)
        if isinstance(value, TupleValue):
            inner = unpack(self.t, axes)
            if inner is not None and len(inner) == len(value.items):
                items = (self.take(item, axis, entry) for item, axis in zip(value.items, inner, strict=True))
                return replace(value, items=tuple(items))
        pairs = self._entries(axes, value)
        if pairs is not None and isinstance(value, Object):
            slots = {key: Slot(self.take(item, axis, entry), EMPTY_VERSION) for key, axis, item in pairs}
            contents = self.t.contents(value)
            kind = Kind.DICT if contents is None else contents.kind
            fresh = Contents(kind, slots, True, UNKNOWN)
            return self.t.allocate(fresh, value.address.place.at, part=self.t.new_serial(), frame=entry.frame)
        # It may be None, which leaves the argument as it is.
        perhaps = replace(entry, traced=Tracedness.POSSIBLE)
        stripped = map_leaves(self.t, value, lambda _: Aval(), self.node, arrays_only=self.arrays_only)
        return traced(self.t, stripped, perhaps, self.arrays_only)

    def _entries(self, axes: Value, value: Value) -> list[tuple[object, Value, Value]] | None:
        """Keys of two lists or dicts of one structure, with what either has there."""
        spec, whole = self.t.contents(axes), self.t.contents(value)
        if spec is None or whole is None or spec.kind is not whole.kind:
            return None
        if spec.kind not in (Kind.LIST, Kind.DICT) or spec.shared or whole.shared:
            return None
        if not spec.complete or not whole.complete or spec.items.keys() != whole.items.keys():
            return None
        return [(key, spec.items[key].value, slot.value) for key, slot in whole.items.items()]

    def put_back(self, out: Value, axes: Value) -> Value:
        """What the caller gets for what the function returned: its arrays with the axis where `axes` says."""
        if axes == NONE:
            return returned(self.t, out, self.node, unchanged, self.inputs, region=Regime.BATCHED)
        if isinstance(out, TupleValue):
            inner = unpack(self.t, axes)
            if inner is not None and len(inner) == len(out.items):
                pairs = zip(out.items, inner, strict=True)
                return replace(out, items=tuple(self.put_back(part, axis) for part, axis in pairs))
        entries = self._entries(axes, out)
        if entries is not None:
            contents = self.t.contents(out)
            slots = {key: Slot(self.put_back(item, axis), EMPTY_VERSION) for key, axis, item in entries}
            kind = Kind.DICT if contents is None else contents.kind
            fresh = Contents(kind, slots, True, UNKNOWN)
            return self.t.allocate(fresh, self.node.at, part=self.t.new_serial())
        shape = self._with_axis(axes)
        return returned(self.t, out, self.node, shape, self.inputs, Key.stacked, Regime.BATCHED)

    def _with_axis(self, axes: Value) -> Callable[[Aval], Aval]:
        axis = axes.value if isinstance(axes, Const) and type(axes.value) is int else None

        def batched(aval: Aval) -> Aval:
            if not self.keeps_weak:
                aval = replace(aval, weak=None)
            if aval.variadic is not None and axis is not None:
                return aval.with_shape(aval.variadic.with_axis(axis, self.size))
            rank = None if aval.shape is None else len(aval.shape) + 1
            if aval.shape is None or rank is None or axis is None or not -rank <= axis < rank:
                return Aval(None, aval.dtype, aval.weak)
            at = axis % rank
            return aval.with_shape((*aval.shape[:at], self.size, *aval.shape[at:]))

        return batched


def _without_axis(axis: int) -> Callable[[Aval], Aval]:
    def strip(aval: Aval) -> Aval:
        if aval.variadic is not None:
            return aval.with_shape(aval.variadic.without_axis(axis))
        if aval.shape is None or not -len(aval.shape) <= axis < len(aval.shape):
            return Aval(None, aval.dtype, aval.weak)
        at = axis % len(aval.shape)
        return aval.with_shape(aval.shape[:at] + aval.shape[at + 1 :])

    return strip


def call_vmap(
    t: Tracer,
    value: Transformed,
    row: TransformRow,
    options: dict[str, Value],
    args: CallArguments,
    node: tree.Node,
) -> Value:
    """`jax.vmap(f, in_axes, out_axes)(*args)`; of keyword arguments the first axis is mapped."""
    in_axes = options.get("in_axes", Const(0))
    by_name: dict[str, Value] | None = None
    contents = t.contents(in_axes)
    if contents is not None and contents.complete and contents.kind is Kind.LIST:
        in_axes = TupleValue(tuple(slot.value for slot in contents.items.values()))
    elif contents is not None and contents.complete and row.arrays_only:
        # Equinox takes a dict by the names of parameters.
        by_name = {str(k.value): s.value for k, s in contents.items.items() if isinstance(k, Const)}
    checked = row.regime is Regime.BATCHED and not row.lifts and by_name is None
    if checked:
        check_in_axes(t, value, options, args, node, row.arrays_only)
    out_axes = options.get("out_axes", Const(0))
    region: int | None = None
    batch = Batch(t, node, row.arrays_only, args.positional)
    batch.sizes.append(size_of_number(options.get("axis_size", NONE)))
    names = () if by_name is None else parameter_names(t, value.function)

    mapped = checked and names_none(t, out_axes)

    def give(v: Value, position: int, name: str, entry: Entry) -> Value:
        nonlocal region
        if mapped:
            # What is calculated from mapped arguments is known as what is differentiated is.
            region = entry.frame
            entry = replace(entry, tangent=Tangent(region))
        given = batch.take(v, axes_of(position, name), entry)
        return given if mapped else handed_in(t, given, v)

    def axes_of(position: int, name: str) -> Value:
        if by_name is not None:
            return by_name.get(names[position] if 0 <= position < len(names) else name, Const(0))
        if position < 0:
            return Const(0)
        if isinstance(in_axes, TupleValue):
            return in_axes.items[position] if position < len(in_axes.items) else UNKNOWN
        return in_axes

    result = run_traced(t, value.function, value.transform, args, node, give)
    if checked and (isinstance(result, Array) or not row.arrays_only):
        check_out_axes(t, value, out_axes, result, node, region)
    return handed_out(t, batch.put_back(result, out_axes), result)


# vectorize


def call_vectorized(
    t: Tracer, value: Transformed, row: TransformRow, args: CallArguments, node: tree.Node
) -> Value:
    """`jnp.vectorize(f, signature=...)(*args)`: what arrays have beyond the core dimensions is batched.

    Without anything to batch the function gets its arguments as they are.
    """
    options = dict(value.options)
    excluded = options.get("excluded", NONE)
    text = options.get("signature", NONE)
    cores = core_dims(text.value) if isinstance(text, Const) and isinstance(text.value, str) else None
    plain = text == NONE
    whole = _batch_shape(args, cores, plain)
    batched = bool(whole)

    def give(v: Value, position: int, name: str, entry: Entry) -> Value:
        if excluded != NONE:
            return UNKNOWN
        possible = replace(entry, traced=entry.traced if batched and plain else Tracedness.POSSIBLE)
        rank = _core_rank(cores, plain and batched, position)

        def core(aval: Aval) -> Aval:
            if rank is None or (rank and (aval.shape is None or len(aval.shape) < rank)):
                return Aval(None, aval.dtype)
            return Aval(() if not rank or aval.shape is None else aval.shape[-rank:], aval.dtype)

        given = traced(t, map_leaves(t, v, core, node), possible)
        alone = isinstance(v, (Array, NumPyArray)) and v.aval.shape == ()
        return v if alone or not isinstance(given, Array) else given

    result = run_traced(t, value.function, value.transform, args, node, give)
    if excluded != NONE or not whole:
        return UNKNOWN

    def repeated(aval: Aval) -> Aval:
        return aval.with_shape(None if aval.shape is None else (*whole, *aval.shape))

    return returned(t, result, node, repeated, args.positional)


def _core_rank(cores: CoreDims | None, plain: bool, position: int) -> int | None:
    if plain:
        return 0
    return len(cores.inputs[position]) if cores is not None and 0 <= position < len(cores.inputs) else None


def _batch_shape(args: CallArguments, cores: CoreDims | None, plain: bool) -> Shape | None:
    """What the arguments have beyond their core dimensions, broadcast; None where that is not known."""
    if args.keywords or args.more or (cores is None and not plain):
        return None
    outer: list[Shape] = []
    for position, value in enumerate(args.positional):
        rank, aval = _core_rank(cores, plain, position), aval_of(value)
        if rank is None or aval is None or aval.shape is None or len(aval.shape) < rank:
            return None
        outer.append(aval.shape[: len(aval.shape) - rank])
    shape = broadcast(*outer)
    return None if isinstance(shape, Mismatch) else shape
