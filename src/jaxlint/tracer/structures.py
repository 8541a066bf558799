"""Pytrees as JAX compares them: their structure, the types of their leaves, and where two of them surely differ."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TypeAlias

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, surely_different
from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    Array,
    ClassValue,
    Const,
    Extent,
    Host,
    NumPyArray,
    Object,
    TupleValue,
    Value,
)
from jaxlint.records import dataclass
from jaxlint.tracer.classes import is_pytree
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.operators import aval_of
from jaxlint.tracer.pytrees import Role, is_left_alone, role
from jaxlint.tracer.state import Contents, Kind

MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Step:
    """One step into a tree: the key of the child, and the text that JAX gives it (`[0]`, `['w']`, `.count`)."""

    key: Hashable
    text: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A container. `identity` is what has to be equal, `children` None where there may be others than are known."""

    shown: str
    """`a tuple of 2`, `None`, `a State`."""
    identity: Hashable
    children: tuple[tuple[Step, Tree], ...] | None = None


Tree: TypeAlias = "Aval | Branch | None"
"""A leaf, a container, or (None) something of which neither is known."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two trees surely differ: in a leaf's type, or already in their structure."""

    path: tuple[Step, ...]
    first: Aval | Branch
    second: Aval | Branch

    @property
    def structural(self) -> bool:
        return isinstance(self.first, Branch) or isinstance(self.second, Branch)

    @property
    def where(self) -> str:
        """`[1]['w']`, as JAX writes paths."""
        return "".join(step.text for step in self.path)


def tree_of(t: Tracer, value: Value, depth: int = MAX_DEPTH) -> Tree:
    """What JAX makes of a value that it flattens, as it is now."""
    match value:
        case Const(None):
            return Branch("None", "None", ())
        case Array() | NumPyArray() | Const(bool() | int() | float() | complex()) | Extent():
            return aval_of(value)
        case Host("int" | "float" | "bool"):
            return aval_of(value)
        case TupleValue() if depth:
            return _tuple(t, value, depth)
        case Object() if depth:
            contents = t.contents(value)
            return None if contents is None else _object(t, contents, depth)
    return None


def _tuple(t: Tracer, value: TupleValue, depth: int) -> Branch:
    named = value.class_place is not None
    children = tuple(
        (
            Step(value.fields[at], f".{value.fields[at]}") if at < len(value.fields) else Step(at, f"[{at}]"),
            tree_of(t, item, depth - 1),
        )
        for at, item in enumerate(value.items)
    )
    shown = f"a `{_class_name(t, value.class_place)}`" if named else f"a tuple of {len(children)}"
    return Branch(shown, ("tuple", value.class_place), children)


def _class_name(t: Tracer, place: Place | None) -> str:
    cls = None if place is None else t.classes_by_place.get(place)
    return "NamedTuple" if cls is None else t.classes[cls].node.name


def _object(t: Tracer, contents: Contents, depth: int) -> Tree:
    known = contents.complete and not contents.shared
    match contents.kind:
        case Kind.LIST if contents.class_value is None:
            if not known:
                return Branch("a list", "list")
            slots = contents.items.values()
            children = tuple(
                (Step(at, f"[{at}]"), tree_of(t, slot.value, depth - 1)) for at, slot in enumerate(slots)
            )
            return Branch(f"a list of {len(children)}", "list", children)
        case Kind.DICT if contents.class_value is not None:
            return Branch("an `OrderedDict`", contents.class_value)
        case Kind.DICT:
            keys = [key for key in contents.items if isinstance(key, Const)]
            if not known or len(keys) < len(contents.items):
                return Branch("a dict", "dict")
            entries = [
                (Step(repr(key.value), f"[{key.value!r}]"), tree_of(t, contents.items[key].value, depth - 1))
                for key in keys
            ]
            shown = ", ".join(str(step.key) for step, _ in entries)
            return Branch(f"a dict with {shown}" if entries else "an empty dict", "dict", tuple(entries))
        case Kind.INSTANCE:
            return _instance(t, contents, depth)
    return None


def _instance(t: Tracer, contents: Contents, depth: int) -> Tree:
    """An instance of a class that is surely a pytree; of its fields only those are compared that both have."""
    owner = contents.class_value
    if not isinstance(owner, ClassValue) or is_pytree(t, owner) is not True or is_left_alone(t, owner):
        return None
    entries = [
        (Step(name, f".{name}"), None if contents.shared else tree_of(t, slot.value, depth - 1))
        for name, slot in contents.items.items()
        if isinstance(name, str) and name not in contents.maybe and role(t, owner, name) is Role.LEAVES
    ]
    return Branch(f"a `{t.classes[owner].node.name}`", owner, tuple(entries))


def difference(first: Tree, second: Tree) -> Difference | None:
    """Where two trees surely differ; the structure, which JAX compares first, before the leaves."""
    found = list(_differences(first, second, ()))
    return next((one for one in found if one.structural), found[0] if found else None)


def _differences(first: Tree, second: Tree, path: tuple[Step, ...]) -> Iterator[Difference]:
    match first, second:
        case Aval(), Aval():
            if surely_other_type(first, second):
                yield Difference(path, first, second)
        case Branch(), Branch():
            if first.identity != second.identity:
                yield Difference(path, first, second)
            elif first.children is not None and second.children is not None:
                yield from _below(first, second, path)
        case (Aval() as one, Branch() as other) | (Branch() as one, Aval() as other):
            yield Difference(path, one, other)


def _below(first: Branch, second: Branch, path: tuple[Step, ...]) -> Iterator[Difference]:
    ours, theirs = dict(first.children or ()), dict(second.children or ())
    if ours.keys() != theirs.keys() and not isinstance(first.identity, ClassValue):
        yield Difference(path, first, second)
        return
    for step, tree in ours.items():
        if step in theirs:
            yield from _differences(tree, theirs[step], (*path, step))


def surely_other_type(first: Aval, second: Aval) -> bool:
    """Whether two leaves differ in shape or dtype, whatever jax_enable_x64 says; JAX leaves weak types out of it."""
    return dtypes.surely_different_dtypes(first.dtype, second.dtype) or surely_other_shape(first, second)


def surely_other_shape(first: Aval, second: Aval) -> bool:
    if first.shape is None or second.shape is None:
        return False
    return len(first.shape) != len(second.shape) or any(map(surely_different, first.shape, second.shape))
