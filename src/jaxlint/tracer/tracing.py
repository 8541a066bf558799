"""Running a function under a transformation: arguments become tracers, traces are kept and reused as JAX does."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TypeAlias

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval
from jaxlint.domain.keys import Key
from jaxlint.domain.origins import Origin, Place
from jaxlint.domain.tangents import Tangent
from jaxlint.domain.transforms import Regime, Transform
from jaxlint.domain.values import (
    NOT_HANDED,
    UNKNOWN,
    Address,
    Array,
    ClassValue,
    Const,
    Extent,
    FunctionValue,
    Handed,
    Host,
    NumPyArray,
    Object,
    PartialValue,
    PyTree,
    ShapeStruct,
    Tracedness,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.transforms import keeps_changes, only_looks, runs_without_jit
from jaxlint.tracer.arguments import CallArguments, is_passed
from jaxlint.tracer.arrays import EXACT
from jaxlint.tracer.cached import identity, must_retrace, reuses
from jaxlint.tracer.callees import as_method, function_name, parameter_names, underlying
from jaxlint.tracer.calls import call
from jaxlint.tracer.consumption import keys_in
from jaxlint.tracer.core import FrameInfo, Region, Tracer
from jaxlint.tracer.effects import note_lost
from jaxlint.tracer.evidence import used_as_arrays
from jaxlint.tracer.made_of import called, made_of
from jaxlint.tracer.operators import as_leaf, aval_of
from jaxlint.tracer.pytrees import Role, is_left_alone, is_rebuilt, role_in
from jaxlint.tracer.records import CacheEntry, CacheFact, TraceRecord, owner_of
from jaxlint.tracer.sizes import renewed
from jaxlint.tracer.staleness import check_reuse
from jaxlint.tracer.state import Contents, Kind, Slot
from jaxlint.tracer.unregistered import note_argument, note_result
from jaxlint.tracer.versions import EMPTY_VERSION
from jaxlint.tracer.world import note_use


@dataclass(frozen=True, slots=True)
class Entry:
    """How one argument enters a function being traced."""

    origin: Origin
    level: int
    frame: int
    """The frame that owns the copies of containers that the function is given."""
    answers: bool
    """The transformation alone leaves truth and integer value to be asked for."""
    traced: Tracedness = Tracedness.DEFINITE
    tangent: Tangent | None = None
    """What leaves that may have one are differentiated by."""
    floats_only: bool = False
    """Leaves that are no floats are left as they are: only of what surely is one is known that it has a tangent."""
    handed: Handed | None = None
    """Which argument it is of a body whose untouched arguments are handed on."""
    hands_numbers: bool = False
    """Numbers of Python and NumPy's arrays are handed on as they are, too."""

    def array(self, aval: Aval, was: Value) -> Array:
        """The tracer that takes the place of a leaf; it answers Python if what it wraps does."""
        key = was.key if isinstance(was, Array) else None
        given = None if key is None else key.given(self.level)
        kind = dtypes.kind_of(aval.dtype)
        tangent = None if kind in EXACT or (kind is None and self.floats_only) else self.tangent
        answers, handed = self._answers(was), self._handed(was)
        return Array(aval, self.traced, self.level, self.origin, answers, given, tangent, handed)

    def tree(self, was: Value) -> PyTree:
        key = was.key if isinstance(was, PyTree) else None
        given = None if key is None else key.given(self.level)
        tangent = None if self.floats_only else self.tangent
        answers, handed = self._answers(was), self._handed(was)
        return PyTree(self.level, self.origin, answers, self.traced, given, tangent, handed)

    def _handed(self, was: Value) -> frozenset[Handed]:
        if self.handed is None:
            return NOT_HANDED
        if not isinstance(was, (Array, PyTree)):
            return frozenset((self.handed,)) if self.hands_numbers or was is UNKNOWN else NOT_HANDED
        surely = was.traced is Tracedness.DEFINITE and not was.answers
        return was.handed if surely else was.handed | {self.handed}

    def _answers(self, was: Value) -> bool:
        if isinstance(was, Array) and was.traced is Tracedness.NO:
            return self.answers
        return self.answers and (was.answers if isinstance(was, (Array, PyTree)) else True)


Give: TypeAlias = Callable[[Value, int, str, Entry], Value]
"""What a function being traced gets for an argument, its position and its name."""


def traced(t: Tracer, value: Value, entry: Entry, arrays_only: bool = False) -> Value:
    """What a function being traced is given in place of an argument."""
    match value:
        case Array() | NumPyArray() | ShapeStruct():
            return entry.array(value.aval, value)
        case Const(bool() | int() | float() | complex()) | Host("int" | "float" | "bool") | Extent():
            return value if arrays_only else entry.array(aval_of(value) or Aval(), value)
        case TupleValue(items=items):
            return replace(value, items=tuple(traced(t, i, entry, arrays_only) for i in items))
        case PyTree():
            return entry.tree(value)
        case Object():
            return _traced_object(t, value, entry, arrays_only)
    if value is UNKNOWN:
        return UNKNOWN if arrays_only else entry.tree(value)
    return value


def _traced_object(t: Tracer, value: Object, entry: Entry, arrays_only: bool) -> Value:
    """A container or instance as a traced function sees it: rebuilt, its leaves traced."""
    contents = t.contents(value)
    if contents is None:
        return UNKNOWN
    if contents.kind is Kind.SET:
        return value
    owner = contents.class_value if contents.kind is Kind.INSTANCE else None
    if isinstance(owner, ClassValue) and is_left_alone(t, owner):
        return value
    opaque = contents.kind is Kind.INSTANCE and not is_rebuilt(t, contents)

    def given(key: Hashable, item: Value) -> Value:
        match Role.UNKNOWN if opaque else role_in(t, contents, key):
            case Role.LEAVES:
                return traced(t, item, entry, arrays_only)
            case Role.BY_VALUE:
                return traced(t, item, entry, arrays_only=True)
            case Role.STATIC:
                return item
            case Role.UNKNOWN:
                return UNKNOWN

    items = {key: Slot(given(key, slot.value), EMPTY_VERSION) for key, slot in contents.items.items()}
    complete = contents.complete and not opaque
    fresh = Contents(contents.kind, items, complete, UNKNOWN, contents.class_value)
    return t.allocate(fresh, value.address.place.at, part=t.new_serial(), frame=entry.frame)


def same_key(key: Key) -> Key:
    return key


def returned(
    t: Tracer,
    value: Value,
    node: tree.Node,
    shape: Callable[[Aval], Aval],
    inputs: tuple[Value, ...],
    as_key: Callable[[Key], Key | None] = same_key,
    region: Regime | None = None,
) -> Value:
    """What the caller of a transformed function gets for what the function returned; `region`: see `made_of`."""
    match value:
        case Array() | NumPyArray():
            inputs = made_of(t, value, inputs, region, node)
            made = t.made_array(shape(value.aval), t.place(node.at), called(t, node), *inputs)
            if isinstance(value, Array) and value.key is not None:
                return replace(made, key=as_key(value.key.back(t.level)))
            return made
        case Const(bool() | int() | float() | complex()) | Host("int" | "float" | "bool") | Extent():
            inputs = inputs if region is None else ()
            return t.made_array(shape(aval_of(value) or Aval()), t.place(node.at), called(t, node), *inputs)
        case TupleValue(items=items):
            return replace(
                value, items=tuple(returned(t, i, node, shape, inputs, as_key, region) for i in items)
            )
        case PyTree():
            return (
                replace(value, level=t.level, answers=False, key=None, tangent=None, handed=NOT_HANDED)
                if t.staged
                else UNKNOWN
            )
        case Object():
            contents = t.contents(value)
            if contents is None:
                return value
            if contents.kind is Kind.INSTANCE and not is_rebuilt(t, contents):
                return _outside(t, value, contents, node)

            def given(key: Hashable, item: Value) -> Value:
                part = role_in(t, contents, key)
                is_leaf = part is Role.LEAVES or isinstance(item, (Array, Object))
                kept = UNKNOWN if part is Role.UNKNOWN else item
                return returned(t, item, node, shape, inputs, as_key, region) if is_leaf else kept

            slots = {k: Slot(given(k, s.value), s.version) for k, s in contents.items.items()}
            rest = returned(t, contents.rest, node, shape, inputs, as_key, region)
            fresh = Contents(contents.kind, slots, contents.complete, rest, contents.class_value)
            return t.allocate(fresh, node.at, part=t.new_serial())
    return value


def _outside(t: Tracer, value: Object, contents: Contents, node: tree.Node) -> Value:
    """An instance of which it is not known how JAX takes it apart: no tracer of the trace comes out in it."""
    if not _holds_inner(t, value):
        return value
    slots = {
        key: Slot(UNKNOWN, slot.version) if _holds_inner(t, slot.value) else slot
        for key, slot in contents.items.items()
    }
    fresh = Contents(contents.kind, slots, complete=False, rest=UNKNOWN, class_value=contents.class_value)
    return t.allocate(fresh, node.at, part=t.new_serial())


def _holds_inner(t: Tracer, value: Value, depth: int = 4) -> bool:
    """Whether an array of a trace that has ended is in reach."""
    match value:
        case Array(level=level) | PyTree(level=level):
            return level > t.level
        case TupleValue(items=items):
            return depth > 0 and any(_holds_inner(t, item, depth - 1) for item in items)
        case Object():
            contents = t.contents(value) if depth else None
            return contents is not None and any(
                _holds_inner(t, slot.value, depth - 1) for slot in contents.items.values()
            )
    return False


def unchanged(aval: Aval) -> Aval:
    return aval


def run_traced(
    t: Tracer,
    function: Value,
    transform: Transform,
    args: CallArguments,
    node: tree.Node,
    give: Give,
) -> Value:
    """Call `function` under `transform`. `give` makes what the function gets for each argument. The result is as
    seen inside.
    """
    if t.jit_disabled and runs_without_jit(transform.name):
        return call(t, function, args, node)
    name = function_name(t, function)
    names = parameter_names(t, function)
    frame = FrameInfo(t.new_serial(), t.current.module, t.current.scope, None)
    frame.captured = True
    t.open_frame(frame)
    level = len(t.regions) + 1
    answers = transform.regime in (Regime.DIFFERENTIATED, Regime.MAPPED)
    inner_function, _, _ = underlying(as_method(t, function))
    evidence = (
        used_as_arrays(t.functions[inner_function.place][0])
        if inner_function is not None
        else frozenset[str]()
    )

    def one(value: Value, position: int, keyword: str) -> Value:
        label = keyword or (names[position] if position < len(names) else "")
        because = f"`{label}` is an argument of `{name}`, which `{transform.name}` traces"
        if not label:
            because = f"an argument of `{name}` is traced by `{transform.name}`"
        at = t.place(node.at)
        passed = Tracedness.DEFINITE
        if inner_function is not None:
            for parameter in t.functions[inner_function.place][0].parameters:
                if parameter.name == label:
                    at = inner_function.place._replace(at=parameter.at)
                    if t.entering_root and parameter.default is not None and not is_passed(value):
                        passed = Tracedness.POSSIBLE
        entry = Entry(Origin(at, because), level, frame.serial, answers, passed)
        got = give(value, position, label, entry)
        if got != value:
            note_argument(t, transform.name, name, value, label, node)
        # What NNX hands on may be a Variable, which calculates as its array does, and takes stores.
        is_array = label in evidence and not keeps_changes(transform.name)
        return as_leaf(got) if isinstance(got, PyTree) and is_array else got

    inner = replace(
        args,
        positional=tuple(one(v, i, "") for i, v in enumerate(args.positional)),
        keywords=tuple((k, one(v, -1, k)) for k, v in args.keywords),
    )
    if not transform.cached:
        return _enter(t, function, transform, inner, node, name, frame.serial, None)
    return _cached(t, function, transform, inner, node, name, frame.serial)


def _enter(
    t: Tracer,
    function: Value,
    transform: Transform,
    args: CallArguments,
    node: tree.Node,
    name: str,
    start: int,
    record: TraceRecord | None,
    again: bool = False,
) -> Value:
    """Run the body in a region of its own; `again` where JAX has a trace of it, and does not look at it."""
    keys = t.live.keys
    t.regions.append(
        Region(transform, len(t.regions) + 1, start, name, record, function, tuple(args.all_values()))
    )
    t.doubt += again
    try:
        result = call(t, function, args, node)
        note_use(t, result)
        note_lost(t, result)
        inner, _, _ = underlying(function)
        note_result(t, transform.name, name, result, node, None if inner is None else inner.place)
        return result
    finally:
        t.doubt -= again
        t.regions.pop()
        if only_looks(transform.name):
            # `jax.eval_shape` has drawn no numbers.
            t.live.keys = keys


def _cached(
    t: Tracer,
    function: Value,
    transform: Transform,
    args: CallArguments,
    node: tree.Node,
    name: str,
    start: int,
) -> Value:
    inner_function, _, _ = underlying(as_method(t, function))
    if inner_function is None:
        return _enter(t, function, transform, args, node, name, start, None)
    key = ("traces", transform.name, identity(function), transform.born)
    fact = t.live.get_fact(inner_function.frame, key)
    entries = fact.entries if isinstance(fact, CacheFact) else ()
    signature = (*args.positional, *(Const(k) for k, _ in args.keywords), *(v for _, v in args.keywords))
    hit = next((e for e in entries if not must_retrace(t, e.record.signature, signature)), None)
    if hit is not None:
        check_reuse(t, hit, signature, node)
        for region in t.regions:
            if region.record is not None:
                for read in hit.record.reads.values():
                    owner = owner_of(read.cell)
                    if owner < region.start:
                        region.record.reads.setdefault(read.cell, read)
        if hit.record.result is not None and hit.record.signature == signature and not hit.record.uses_keys:
            return renewed(t, hit.record.result, hit.record.sizes)
    record = TraceRecord(
        inner_function, name, transform.name, signature, t.root, _frozen(t, function, transform)
    )
    record.persistent = _persists(t, function, transform)
    record.sizes = t.naming.made
    given = (*zip(parameter_names(t, function), args.positional, strict=False), *args.keywords)
    record.arrays = frozenset(label for label, value in given if isinstance(value, Array))
    # Each call consumes the keys of the trace that serves it.
    again = hit is not None and not hit.record.uses_keys and reuses(t, hit.record.signature, signature)
    result = _enter(t, function, transform, args, node, name, start, record, again)
    record.result = result if not isinstance(result, Object) else None
    record.uses_keys = record.uses_keys or any(keys_in(t, result))
    t.observed.append(record)
    for watch in t.watches:
        watch.pure = False
    if hit is None:
        t.live.set_fact(inner_function.frame, key, CacheFact((*entries, CacheEntry(record))))
    return result


def _frozen(t: Tracer, function: Value, transform: Transform) -> dict[Address, tuple[str, Place]]:
    """Objects that a `partial` under the transformation holds."""
    if not isinstance(function, PartialValue):
        return {}
    found = underlying(function)[0]
    parameters = [] if found is None else [p.name for p in t.functions[found.place][0].parameters]
    bound = [*zip(parameters, function.args, strict=False), *function.kwargs]
    return {value.address: (name, transform.applied_at) for name, value in bound if isinstance(value, Object)}


def _persists(t: Tracer, function: Value, transform: Transform) -> bool:
    """Whether the object that JAX keeps the trace for outlives the calls under way: a function of the program
    does; a partial or a bound method does if it was transformed elsewhere and kept.
    """
    inner = identity(function)
    if isinstance(inner, FunctionValue):
        return True
    return all(activation.frame.serial > transform.born for activation in t.stack)
