"""Instances that JAX cannot take apart, where a transformation takes or returns them (TypeError, JAX 0.10, 0.12)."""

from __future__ import annotations

from functools import partial

from jaxlint.domain.origins import Place
from jaxlint.domain.values import ClassValue, Object, TupleValue, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.classes import REGISTERING
from jaxlint.signatures.transforms import only_looks, refuses_operands, refuses_results
from jaxlint.tracer.classes import ClassInfo, ancestry, decorator_names
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.leaves import is_no_tree
from jaxlint.tracer.state import Kind

SPEAKING = frozenset({"__init_subclass__", "__jax_array__", "__getattr__", "__array__"})
"""Methods by which a class, or what is derived from it, may come to be something that JAX takes."""


@dataclass(frozen=True, slots=True)
class UnregisteredInstance(Event):
    """An instance of a class of the program that is no pytree."""

    class_name: str
    definition: tree.ClassDef
    transform: str
    function: str
    argument: str
    """The parameter that takes it; empty for what the function returns."""
    module: str
    """Where the class is defined."""
    is_dataclass: bool


def note_argument(
    t: Tracer, transform: str, function: str, value: Value, label: str, node: tree.Node
) -> None:
    """Report an argument that is or holds an instance which is no pytree."""
    if label in ("self", "cls") or not refuses_operands(transform):
        return
    _note(t, transform, function, value, label, t.place(node.at))


def note_result(
    t: Tracer, transform: str, function: str, value: Value, node: tree.Node, definition: Place | None
) -> None:
    """Report a result that is or holds such an instance, at the function that returns it."""
    if refuses_results(transform):
        _note(t, transform, function, value, "", definition or t.place(node.at))


def _note(t: Tracer, transform: str, function: str, value: Value, label: str, place: Place) -> None:
    info = _unregistered(t, value, describes=only_looks(transform))
    if info is None or not t.recording or t.expects("TypeError", "Exception"):
        return
    t.record(
        UnregisteredInstance(
            place,
            t.context(),
            True,
            info.node.name,
            info.node,
            transform,
            function,
            label,
            info.value.place.module,
            "dataclasses.dataclass" in decorator_names(t, info.value),
        )
    )


def _unregistered(t: Tracer, value: Value, *, describes: bool, depth: int = 3) -> ClassInfo | None:
    """The class of the first such instance in a value.

    Where nothing is calculated, JAX takes whatever has a shape and a dtype for an array (`jax.eval_shape`; JAX 0.10,
    0.12): `describes` says so.
    """
    if not depth:
        return None
    look = partial(_unregistered, t, describes=describes, depth=depth - 1)
    if isinstance(value, TupleValue):
        return next(filter(None, map(look, value.items)), None)
    contents = t.contents(value)
    if not isinstance(value, Object) or contents is None:
        return None
    if contents.kind in (Kind.LIST, Kind.DICT):
        return next(filter(None, (look(slot.value) for slot in contents.items.values())), None)
    owner = contents.class_value
    if contents.kind is Kind.INSTANCE and isinstance(owner, ClassValue) and is_no_tree(t, owner):
        infos = list(ancestry(t, owner))
        has = contents.items.keys() | {name for info in infos for name in info.node.scope.bound}
        if describes and has >= {"shape", "dtype"}:
            return None
        return infos[0] if infos and not any(_may_register(t, info) for info in infos) else None
    return None


def _may_register(t: Tracer, info: ClassInfo) -> bool:
    """Whether the class registers itself, has been registered, or is named where classes are."""
    if info.registered or SPEAKING & set(info.node.scope.bound):
        return True
    if any(base.keyword is not None or base.stars for base in info.node.bases):
        return True
    module = t.program.module(info.value.place.module)
    modules = [t.current.module] if module is None else [t.current.module, module]
    for each in modules:
        for statement in each.index.statements:
            if REGISTERING & (statement.names | statement.attributes) and info.node.name in statement.names:
                return True
    return False
