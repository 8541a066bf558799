"""Reading and storing attributes."""

from __future__ import annotations

import enum
from collections.abc import Container
from dataclasses import replace
from functools import lru_cache, partial

from jaxlint.domain.avals import Aval
from jaxlint.domain.lattice import join
from jaxlint.domain.values import (
    UNKNOWN,
    Array,
    AtIndexer,
    BoundMethod,
    ClassValue,
    Const,
    DType,
    External,
    ExternalMethod,
    FunctionValue,
    Host,
    ModuleValue,
    NumPyArray,
    Object,
    PartialValue,
    PyTree,
    RefValue,
    ShapeStruct,
    Tracedness,
    Transformed,
    TupleValue,
    Value,
    number_of,
    tuple_of,
)
from jaxlint.program import tree
from jaxlint.signatures import constants
from jaxlint.signatures.any_rank import of_aval
from jaxlint.signatures.array_facts import attribute_aval, transpose_keeps
from jaxlint.signatures.framework_rows import CREATES_PYTREE, GIVEN_METHODS
from jaxlint.signatures.libraries import MODULES
from jaxlint.signatures.methods import AttributeKind, attribute_of_array
from jaxlint.signatures.shapes import product
from jaxlint.signatures.updates import UPDATE_METHODS
from jaxlint.tracer.arrays import if_changed
from jaxlint.tracer.classes import (
    all_fields,
    class_attribute,
    class_of,
    decorator_names,
    foreign_bases,
    is_bound,
    is_enumeration,
    is_field,
    is_named_tuple,
    is_property,
    static_kind,
)
from jaxlint.tracer.concretization import Asker, Cast, report
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.effects import note_store
from jaxlint.tracer.enumerations import MEMBER_ATTRIBUTES, attributes_of, lifted, members_by_name
from jaxlint.tracer.events import AttributeStore
from jaxlint.tracer.evidence import METHODS
from jaxlint.tracer.frozen import check_layer_store, check_store
from jaxlint.tracer.holding import holding
from jaxlint.tracer.modules import module_attribute
from jaxlint.tracer.operators import as_leaf
from jaxlint.tracer.pytrees import stated_field
from jaxlint.tracer.sizes import name_middle, own_array
from jaxlint.tracer.state import Kind, Slot
from jaxlint.tracer.versions import EMPTY_VERSION
from jaxlint.tracer.writes import set_contents

READ_ONLY = frozenset(
    "shape dtype real imag T mT ndim size itemsize nbytes flat at weak_type sharding device".split()
)
"""Attributes of a JAX array that have no setter (JAX 0.10, 0.12)."""


@lru_cache(maxsize=4096)
def _external_attribute(root: str, name: str) -> Value:
    if name == "__name__" and root in MODULES:
        return Const(root)
    known = constants.constant(f"{root}.{name}")
    return External(f"{root}.{name}") if known is None else Const(known)


def attribute(t: Tracer, base: Value, name: str, node: tree.Attribute) -> Value:
    """The value of `base.name`."""
    if base is UNKNOWN:
        return ExternalMethod(UNKNOWN, name, t.place(node.at)) if name in UPDATE_METHODS else UNKNOWN
    match base:
        case External(root):
            return _external_attribute(root, name)
        case Array(aval=aval):
            return _array_attribute(t, base, aval, name, node)
        case NumPyArray(aval=aval):
            fact = _array_fact(aval, name)
            if fact is not None:
                return fact
            if name in ("T", "mT", "real", "imag"):
                return NumPyArray(of_aval(partial(attribute_aval, name), aval), base.readonly, base.origin)
        case PyTree():
            if name in ("shape", "dtype", "ndim", "size", "T", "at", "mT"):
                return _array_attribute(t, as_leaf(base), Aval(), name, node)
            # Called, it is a method of an array; read, it may be a field that is named like one.
            return ExternalMethod(as_leaf(base), name, t.place(node.at)) if name in METHODS else UNKNOWN
        case ModuleValue(module):
            return module_attribute(t, module, name, t.place(node.at), node)
        case Object():
            return _object_attribute(t, base, name, node)
        case DType() if name in ("itemsize", "num", "alignment"):
            return Host("int")
        case DType() if name in ("name", "kind", "char", "str"):
            return Host("str")
        case Const(enum.Enum() as member):
            return _member_attribute(t, base, member, name, node)
        case Host("object"):
            return UNKNOWN
        case ClassValue():
            if name == "__members__" and is_enumeration(t, base):
                return members_by_name(t, base, node)
            if name == "_fields" and is_named_tuple(t, base) and not is_bound(t, base, name):
                return TupleValue(tuple(map(Const, all_fields(t, base))))
            found = class_attribute(t, base, name, t.place(node.at), node)
            if found is None or found is UNKNOWN:
                return _library_method(t, base, base, name, CREATES_PYTREE)
            if static_kind(t, base, name) == "classmethod":
                return BoundMethod(found, base)
            return found
        case TupleValue(items=items, fields=fields) if name in fields:
            return items[fields.index(name)]
        case TupleValue(fields=(_, *_) as fields) if name == "_fields":
            return TupleValue(tuple(map(Const, fields)))
        case TupleValue(class_place=place) if place is not None:
            owner = t.classes_by_place.get(place)
            found = None if owner is None else class_attribute(t, owner, name, t.place(node.at), node)
            if owner is not None and found is not None and is_property(t, owner, name):
                return _got(t, found, base, node)
            if found is not None and found is not UNKNOWN:
                return _bind(t, owner, found, base, name)
        case RefValue(aval=aval) | ShapeStruct(aval=aval):
            return _array_fact(aval, name) or UNKNOWN
        case PartialValue(function=External("builtins.super")):
            return ExternalMethod(base, name, t.place(node.at))
        case PartialValue(function=External(kept)) if f"{kept}.{name}" in GIVEN_METHODS:
            return PartialValue(External(f"{kept}.{name}"), (base,), ())
        case FunctionValue() | BoundMethod() | PartialValue():
            return UNKNOWN
        case Transformed(function=function):
            if name in ("__wrapped__", "func", "fun"):
                return function
    return ExternalMethod(base, name, t.place(node.at))


def _array_fact(aval: Aval, name: str) -> Value | None:
    """What an array says of itself without its numbers; concrete under every transformation."""
    shape = aval.shape
    match name:
        case "shape":
            return tuple_of(aval.variadic or shape)
        case "ndim":
            return Host("int") if shape is None else Const(len(shape))
        case "size":
            if aval.variadic is not None:
                return number_of(aval.variadic.size)
            return Host("int") if shape is None else number_of(product(shape))
        case "itemsize" | "nbytes":
            return Host("int")
        case "dtype":
            return Host("dtype") if aval.dtype is None else DType(aval.dtype)
        case "weak_type":
            return Host("bool")
        case "aval" | "sharding":
            return Host(name)
    return None


def _array_attribute(t: Tracer, base: Array, aval: Aval, name: str, node: tree.Attribute) -> Value:
    row = attribute_of_array(name)
    if row.kind is AttributeKind.CONCRETE and base.traced is not Tracedness.NO:
        report(t, Cast, base, node, Asker.ATTRIBUTE, name, row.raises)
    if name == "shape" and aval.shape is None and isinstance(node.value, tree.Name):
        name_middle(t, node.value, 0, 0)
        named = own_array(t, node.value)
        aval = aval if named is None else named.aval
    fact = _array_fact(aval, name)
    if fact is not None:
        return fact
    if name == "at":
        return AtIndexer(base)
    if name in ("T", "mT", "real", "imag"):
        made = t.made_array(
            of_aval(partial(attribute_aval, name), aval),
            t.place(node.at),
            f"`{t.text(node)}`",
            base,
            operator=True,
        )
        return if_changed(made, base) if t.staged and transpose_keeps(name, base) else made
    return ExternalMethod(base, name, t.place(node.at))


def attribute_slot(t: Tracer, base: Value, name: str) -> Slot | None:
    """The cell of an attribute that an object holds itself."""
    contents = t.contents(base)
    return None if contents is None else contents.items.get(name)


def _object_attribute(t: Tracer, base: Object, name: str, node: tree.Attribute) -> Value:
    contents = t.contents(base)
    if contents is None:
        return UNKNOWN
    if contents.kind is not Kind.INSTANCE:
        return ExternalMethod(base, name, t.place(node.at))
    owner = contents.class_value
    if isinstance(owner, External):
        held = contents.items.get(name)
        return _library_method(t, owner, base, name) if held is None else held.value
    if not isinstance(owner, ClassValue):
        return UNKNOWN
    found = class_attribute(t, owner, name, t.place(node.at), node)
    if found is not None and is_property(t, owner, name):
        return _got(t, found, base, node)
    slot = contents.items.get(name)
    if slot is not None:
        t.note_read((base.address, name), slot, t.place(node.at), t.text(node), node, base)
        if name in contents.maybe and found is not None:
            return join(slot.value, _bind(t, owner, found, base, name))
        return stated_field(t, base, owner, name) if slot.value is UNKNOWN else slot.value
    if found is None or found is UNKNOWN:
        given = _library_method(t, owner, base, name)
        return stated_field(t, base, owner, name) if given is UNKNOWN else given
    if name == "__class__":
        return owner
    if is_field(t, owner, name):
        # The instance holds it for itself, and the default may stand for "not given"; one that is a function is not
        # bound to it.
        return (
            found if isinstance(found, (FunctionValue, Transformed)) else stated_field(t, base, owner, name)
        )
    # An attribute of the class is read until the instance has one of its own.
    t.note_read((base.address, name), Slot(found, EMPTY_VERSION), t.place(node.at), t.text(node), node, base)
    return _bind(t, owner, found, base, name)


def _member_attribute(t: Tracer, base: Const, member: enum.Enum, name: str, node: tree.Attribute) -> Value:
    """What a member of an enumeration has: its name and value, and what its class defines."""
    owner = class_of(t, base)
    if owner is None:
        return UNKNOWN
    place = t.place(node.at)
    found = class_attribute(t, owner, name, place, node) if is_bound(t, owner, name) else None
    if found is not None and is_property(t, owner, name):
        return _got(t, found, base, node)
    if found is not None and class_of(t, found) != owner:
        return _bind(t, owner, found, base, name)
    if name in MEMBER_ATTRIBUTES:
        return lifted(getattr(member, name))
    if name == "__class__":
        return owner
    made = attributes_of(t, member)
    slot = None if made is None else attribute_slot(t, made, name)
    if made is not None and slot is not None:
        t.note_read((made.address, name), slot, place, t.text(node), node, base)
        contents = t.contents(made)
        return UNKNOWN if contents is not None and name in contents.maybe else slot.value
    return ExternalMethod(base, name, place) if isinstance(member, str) and hasattr(str, name) else UNKNOWN


def _got(t: Tracer, getter: Value, base: Value, node: tree.Attribute) -> Value:
    """What a property gives."""
    from jaxlint.tracer.arguments import CallArguments
    from jaxlint.tracer.calls import call

    return call(t, BoundMethod(getter, base), CallArguments(()), node)


def _library_method(
    t: Tracer,
    owner: ClassValue | External,
    receiver: Value,
    name: str,
    given: Container[str] = GIVEN_METHODS,
) -> Value:
    """A method that a library's base class or class decorator gives to instances: `module.apply`."""
    givers = (
        {owner.name} if isinstance(owner, External) else foreign_bases(t, owner) | decorator_names(t, owner)
    )
    for giver in givers:
        if f"{giver}.{name}" in given:
            return PartialValue(External(f"{giver}.{name}"), (receiver,), ())
    return UNKNOWN


def _bind(t: Tracer, owner: ClassValue | None, found: Value, receiver: Value, name: str) -> Value:
    """A class attribute read through an instance: functions become methods."""
    if owner is None or not isinstance(found, (FunctionValue, Transformed, PartialValue)):
        return found
    kind = static_kind(t, owner, name)
    if kind == "staticmethod" or isinstance(found, PartialValue):
        return found
    return BoundMethod(found, owner if kind == "classmethod" else receiver)


def store_attribute(t: Tracer, target: tree.Attribute, base: Value, value: Value) -> None:
    """`base.name = value`."""
    place = t.place(target.at)
    if t.watch is not None:
        t.notice(t.text(target), value, place)
    if not isinstance(base, PyTree):
        note_store(t, base, target, value)
    match base:
        case Const(enum.Enum() as member) if (made := attributes_of(t, member)) is not None:
            contents = t.contents(made)
            if contents is not None:
                version = t.new_version((made.address, target.attr), place)
                set_contents(t, made.address, contents.with_item(target.attr, Slot(value, version)))
        case Array():
            _store_on_array(t, target, base)
        case NumPyArray():
            t.host_uses.add(place)
            if target.attr in ("shape", "dtype"):
                from jaxlint.tracer.items import touch

                touch(t, target.value, NumPyArray(Aval()))
        case PartialValue():
            from jaxlint.tracer.unmet import note_value_store

            note_value_store(t, base, target)
            check_layer_store(t, base, target)
        case Object():
            t.host_uses.add(place)
            contents = t.contents(base)
            if contents is not None and contents.kind is Kind.INSTANCE:
                check_store(t, base, target)
                version = t.new_version((base.address, target.attr), place)
                set_contents(t, base.address, contents.with_item(target.attr, Slot(value, version)))
        case ClassValue():
            frame = t.class_frames.get(base)
            if frame is not None:
                version = t.new_version((frame, target.attr), place)
                t.live.write(frame, target.attr, Slot(value, version))
        case ModuleValue(module):
            frame = t.module_frames.get(module)
            if frame is not None:
                version = t.new_version((frame, target.attr), place)
                t.live.write(frame, target.attr, Slot(value, version))


def _store_on_array(t: Tracer, target: tree.Attribute, base: Array) -> None:
    """A JAX array has no setters; a tracer takes no attribute at all, a concrete array takes new ones."""
    refused = target.attr in READ_ONLY or base.traced is Tracedness.DEFINITE
    if not refused or t.expects("AttributeError", "Exception"):
        return
    held = holding(t, target.value, base)
    t.record(AttributeStore(t.place(target.at), t.context(), True, held, t.running, base, target))


def delete_attribute(t: Tracer, base: Value, name: str) -> None:
    contents = t.contents(base)
    if isinstance(base, Object) and contents is not None:
        set_contents(t, base.address, replace(contents.without_item(name), complete=False))
