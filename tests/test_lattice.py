"""Laws of the lattice of abstract values, of what objects hold, and of states, over generated ones."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from jaxlint.domain.avals import Aval, join_avals
from jaxlint.domain.dims import Symbol, plus, times
from jaxlint.domain.lattice import join, widen
from jaxlint.domain.origins import Origin, Place
from jaxlint.domain.transforms import Regime, Transform
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    UNREACHED,
    Address,
    Array,
    AtIndexer,
    BoundMethod,
    ClassValue,
    Const,
    Extent,
    External,
    ExternalMethod,
    FunctionValue,
    Handed,
    Host,
    IteratorValue,
    ModuleValue,
    NumPyArray,
    Object,
    PartialValue,
    PyTree,
    RefValue,
    SliceValue,
    Tracedness,
    Transformed,
    TupleValue,
    Value,
    number_of,
)
from jaxlint.tracer.records import CountFact, join_facts
from jaxlint.tracer.state import Contents, Kind, Slot, State, join_contents, join_states
from jaxlint.tracer.versions import EMPTY_VERSION, Version, Write, either, writes_in

settings.register_profile("laws", max_examples=60, deadline=None)
LAWS = settings.get_profile("laws")
T = TypeVar("T")

places = st.builds(Place, st.sampled_from(["m", "n"]), st.integers(0, 2))
origins = st.builds(Origin, places, st.sampled_from(["an argument", "a result"]))
dims = st.sampled_from(
    [
        1,
        2,
        3,
        Symbol("b"),
        Symbol("d"),
        Symbol("b", 1),
        plus(Symbol("b"), 1),
        times(Symbol("b"), Symbol("d")),
        None,
    ]
)
shapes = st.none() | st.lists(dims, max_size=3).map(tuple)
avals = st.builds(
    Aval, shapes, st.sampled_from([None, "float32", "int32", "float"]), st.sampled_from([None, True, False])
)
consts = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        2,
        0.0,
        -0.0,
        1.0,
        math.nan,
        math.inf,
        1j,
        "",
        "a",
        b"a",
        ...,
        (1,),
        (True,),
        (1.0,),
    ]
).map(Const)
hosts = st.sampled_from([None, "int", "bool", "float", "str", "tuple", "NoneType", "Key"]).map(Host)
handed = st.frozensets(st.builds(Handed, st.integers(1, 2), st.integers(0, 1)), max_size=2)
arrays = st.builds(
    Array, avals, st.sampled_from(Tracedness), st.integers(0, 2), st.none() | origins, handed=handed
)
functions = st.builds(FunctionValue, places, st.integers(0, 1), st.integers(0, 1))
transforms = st.builds(Transform, st.sampled_from(["jax.jit", "jax.vmap"]), st.sampled_from(Regime), places)
classes = st.builds(ClassValue, places, st.integers(0, 1))
pytrees = st.builds(PyTree, st.integers(0, 2), origins, handed=handed)
atoms = st.one_of(
    st.just(UNREACHED),
    st.just(UNKNOWN),
    consts,
    consts,
    hosts,
    st.sampled_from([Symbol("b"), Symbol("d"), plus(Symbol("b"), 1)]).map(number_of),
    arrays,
    arrays,
    st.builds(NumPyArray, avals, st.booleans(), st.none() | origins),
    pytrees,
    st.builds(Object, st.builds(Address, st.integers(0, 1), places)),
    st.builds(RefValue, avals),
    functions,
    classes,
    st.sampled_from(["m", "n"]).map(ModuleValue),
    st.sampled_from(["jax.numpy", "builtins.len"]).map(External),
    st.builds(AtIndexer, arrays | pytrees, st.none() | consts),
)
FIELDS = {None: ((),), Place("m", 0): (("x", "y"), ("a", "b"), ())}


def tuples(items: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    def of_class(place: Place | None) -> st.SearchStrategy[Value]:
        return st.builds(
            TupleValue, st.lists(items, max_size=3).map(tuple), st.just(place), st.sampled_from(FIELDS[place])
        )

    return st.sampled_from(list(FIELDS)).flatmap(of_class)


def compounds(items: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    several = st.lists(items, max_size=2).map(tuple)
    return st.one_of(
        tuples(items),
        tuples(items),
        st.builds(SliceValue, items, items, items),
        st.builds(BoundMethod, functions, items),
        st.builds(PartialValue, functions, several, st.just(())),
        st.builds(
            Transformed,
            functions,
            transforms,
            st.lists(st.tuples(st.just("axis"), items), max_size=1).map(tuple),
        ),
        st.builds(ExternalMethod, items, st.sampled_from(["sum", "append"]), places),
        st.builds(IteratorValue, st.none() | several, items),
    )


values: st.SearchStrategy[Value] = st.recursive(atoms, compounds, max_leaves=6)


def variant(value: Value) -> st.SearchStrategy[Value]:
    """A value that shares most of its structure with another: random pairs hardly ever do."""
    match value:
        case Array(aval=aval, traced=traced, level=level, origin=origin):
            return st.builds(
                Array,
                avals | st.just(aval),
                st.sampled_from(Tracedness) | st.just(traced),
                st.integers(0, 2) | st.just(level),
                origins | st.just(origin),
                handed=handed,
            )
        case NumPyArray(aval=aval):
            return st.builds(NumPyArray, avals | st.just(aval), st.booleans(), st.none() | origins)
        case Const() | Host() | Extent():
            return consts | hosts | st.just(value)
        case TupleValue(items=items, class_place=place):
            parts = st.tuples(*(variant(item) for item in items))
            return st.builds(TupleValue, parts, st.just(place), st.sampled_from(FIELDS[place]))
    return st.just(value) | atoms


related = values.flatmap(lambda v: st.tuples(st.just(v), variant(v), variant(v)))
triples = related | st.tuples(values, values, values)


@LAWS
@given(values)
def test_join_is_idempotent(a: Value) -> None:
    assert join(a, a) == a


@LAWS
@given(triples)
def test_join_is_commutative(abc: tuple[Value, Value, Value]) -> None:
    a, b, _ = abc
    assert join(a, b) == join(b, a)


@settings(LAWS, max_examples=200)
@given(triples)
def test_join_is_associative(abc: tuple[Value, Value, Value]) -> None:
    a, b, c = abc
    assert join(join(a, b), c) == join(a, join(b, c))


@LAWS
@given(values)
def test_bounds(a: Value) -> None:
    assert join(UNREACHED, a) == a == join(a, UNREACHED)
    assert join(UNKNOWN, a) == UNKNOWN == join(a, UNKNOWN)


@LAWS
@given(triples)
def test_none_is_never_lost(abc: tuple[Value, Value, Value]) -> None:
    """`Host` of another type is surely not None, so what may be None is no such Host."""
    joined = join(NONE, abc[0])
    assert joined in (NONE, UNKNOWN, Host("NoneType"))


@settings(LAWS, max_examples=200)
@given(triples)
def test_widening_is_above_both(abc: tuple[Value, Value, Value]) -> None:
    old, new, _ = abc
    wide = widen(old, new)
    assert join(old, wide) == wide
    assert join(new, wide) == wide


@LAWS
@given(values, st.lists(values, min_size=12, max_size=12))
def test_widening_of_unrelated_values_ends(start: Value, others: list[Value]) -> None:
    assert steps(start, others) <= bound(start, others)


@LAWS
@given(
    related.flatmap(
        lambda abc: st.tuples(st.just(abc[0]), st.lists(variant(abc[0]), min_size=12, max_size=12))
    )
)
def test_widening_of_related_values_ends(chain: tuple[Value, list[Value]]) -> None:
    start, others = chain
    assert steps(start, others) <= bound(start, others)


def steps(start: Value, others: list[Value]) -> int:
    """How often a widened value changes while others come in."""
    changes, wide = 0, start
    for other in others:
        wider = widen(wide, other)
        changes += wider != wide
        wide = wider
    return changes


def bound(start: Value, others: list[Value]) -> int:
    """Steps that each leaf may take: its kind, dtype, weak type, dims, rank, tracing, two levels, origins, unknown."""
    return 1 + 14 * max(leaves(value) for value in (start, *others))


def leaves(value: Value) -> int:
    return sum(map(leaves, value.items)) + 1 if isinstance(value, TupleValue) else 1


@LAWS
@given(avals, avals, avals)
def test_avals_join_lawfully(a: Aval, b: Aval, c: Aval) -> None:
    lawful(join_avals, a, b, c)


KEYS = {
    Kind.LIST: st.integers(0, 2),
    Kind.DICT: st.sampled_from([Const("a"), Const(1), Const(True)]),
    Kind.SET: st.integers(0, 0),
    Kind.INSTANCE: st.sampled_from(["x", "y"]),
}
WRITES = [Write(Place("m", at), False, None, 0, False) for at in range(4)]
versions = st.lists(st.sampled_from(WRITES), max_size=2).map(
    lambda writes: reduce(either, writes, EMPTY_VERSION)
)
slots = st.builds(Slot, values, versions)


def contents_of(kind: Kind) -> st.SearchStrategy[Contents]:
    """What one object may hold on some path: its kind and class are the same on all."""

    def build(
        items: dict[object, Slot], complete: bool, rest: Value, shared: bool, version: Version
    ) -> Contents:
        owner = ClassValue(Place("m", 0), 0) if kind is Kind.INSTANCE else None
        return Contents(kind, items, complete, UNREACHED if complete else rest, owner, shared, version)

    items = st.dictionaries(KEYS[kind], slots, max_size=3)
    return st.builds(build, items, st.booleans(), values, st.booleans(), versions)


def three(make: Callable[[Kind], st.SearchStrategy[T]]) -> st.SearchStrategy[tuple[T, T, T]]:
    return st.sampled_from(Kind).flatmap(lambda kind: st.tuples(make(kind), make(kind), make(kind)))


def lawful(join_two: Callable[[T, T], T], a: T, b: T, c: T) -> None:
    assert join_two(a, a) == a
    assert join_two(a, b) == join_two(b, a)
    assert join_two(join_two(a, b), c) == join_two(a, join_two(b, c))
    assert join_two(a, join_two(a, b)) == join_two(a, b)


@LAWS
@given(three(contents_of))
def test_contents_join_lawfully(abc: tuple[Contents, Contents, Contents]) -> None:
    lawful(join_contents, *abc)


@LAWS
@given(three(contents_of))
def test_joined_contents_cover_every_item(abc: tuple[Contents, Contents, Contents]) -> None:
    a, b, _ = abc
    joined = join_contents(a, b)
    for one in (a, b):
        if one.rest != UNREACHED or any(slot.value != UNREACHED for slot in one.items.values()):
            assert join(one.element(), joined.element()) == joined.element()
        for key, slot in one.items.items():
            held = joined.items[key].value if key in joined.items else joined.rest
            assert join(slot.value, held) == held
            assert key in joined.items or not joined.complete


LIST, DICT = Address(1, Place("m", 1)), Address(2, Place("m", 2))
cells = st.fixed_dictionaries(
    {},
    optional={
        "x": slots,
        "y": slots,
        LIST: contents_of(Kind.LIST),
        DICT: contents_of(Kind.DICT),
        ("born", Place("m", 3)): st.integers(0, 2).map(CountFact),
    },
)
frames = st.dictionaries(st.sampled_from([1, 2, 40, -1]), cells, max_size=3)


def state_of(content: dict[int, dict[object, object]]) -> State:
    state = State()
    for serial, entries in content.items():
        state.open_frame(serial)
        for key, entry in entries.items():
            state.put(serial, key, entry)  # type: ignore[arg-type]  # cells of the three sorts that states keep
    return state


def content_of(state: State | None) -> dict[int, dict[object, object]] | None:
    return None if state is None else {serial: dict(found) for serial, found in state.frames()}


@LAWS
@given(versions, versions, versions)
def test_versions_join_as_sets_do(a: Version, b: Version, c: Version) -> None:
    lawful(either, a, b, c)
    assert writes_in(either(a, b)) == writes_in(a) | writes_in(b)
    assert either(a, EMPTY_VERSION) == a
    assert (a == b) == (writes_in(a) == writes_in(b))
    assert bool(a) == bool(writes_in(a))


@LAWS
@given(frames, frames, frames)
def test_states_join_lawfully(a: dict, b: dict, c: dict) -> None:  # type: ignore[type-arg]  # as generated
    def merged(x: dict | None, y: dict | None) -> dict | None:  # type: ignore[type-arg]  # as generated
        one, two = (None if v is None else state_of(v) for v in (x, y))
        joined = content_of(join_states(one, two, join_facts))
        assert content_of(one) == x
        assert content_of(two) == y
        return joined

    lawful(merged, a, b, c)
    assert merged(a, None) == a == merged(None, a)


@LAWS
@given(frames, frames, slots)
def test_what_is_written_after_a_fork_stays_there(a: dict, b: dict, slot: Slot) -> None:  # type: ignore[type-arg]  # as generated
    first = state_of(a)
    second = first.fork()
    joined = join_states(first, state_of(b), join_facts)
    before = content_of(joined)
    for serial in (1, 2, 40):
        first.write(serial, "x", slot)
    assert content_of(second) == a
    assert content_of(joined) == before
