"""Classes of the program: what their bodies define, how they are instantiated, what JAX makes of instances."""

from __future__ import annotations

import enum
from dataclasses import field

from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    BoundMethod,
    ClassValue,
    Const,
    External,
    FunctionValue,
    Object,
    PartialValue,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures import classes as rows
from jaxlint.tracer.arguments import CallArguments, bind_names
from jaxlint.tracer.core import FrameInfo, Tracer
from jaxlint.tracer.state import Contents, Kind, Slot
from jaxlint.tracer.versions import EMPTY_VERSION
from jaxlint.tracer.writes import set_contents

OWNER = "__owner__"
"""The attribute of an enumeration made of the program's that holds the program's class."""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A class of Python's with the members of one of the program's."""

    cls: type[enum.Enum]
    complete: bool
    """Every member is known."""
    attributes: dict[str, Object] = field(default_factory=dict)
    """By the names of members, what `__init__` has made of each."""


@dataclass(slots=True)
class ClassInfo:
    """What is known of one class."""

    node: tree.ClassDef
    value: ClassValue
    bases: tuple[Value, ...]
    decorators: tuple[Value, ...] = ()
    fields: dict[str, tree.Expr | None] = field(default_factory=dict)
    """Annotated names of the body with their defaults, in order."""
    kinds: dict[str, str] = field(default_factory=dict)
    registered: bool = False
    """Made a pytree by a call: `register_pytree_node(C, ...)`."""
    data_fields: frozenset[str] | None = None
    """Leaves, as a call of `register_dataclass` names them."""
    meta_fields: frozenset[str] | None = None
    metaclass: Value | None = None
    """The metaclass that the statement names."""
    enumeration: Enumeration | None = None
    """What Python makes of the body of an enumeration, where that is known."""
    lineage: tuple[ClassInfo, ...] | None = None
    """The class and its known ancestors, when they have been asked for."""
    foreign: frozenset[str | None] | None = None
    """The names of the library classes among them."""


def library_name(value: Value) -> str | None:
    """The canonical name behind a decorator or base: `dataclass`, `dataclass(frozen=True)`, `partial(f, ...)`."""
    match value:
        case External(name):
            return name
        case PartialValue(function=function):
            return library_name(function)
    return None


def ancestry(t: Tracer, value: ClassValue) -> tuple[ClassInfo, ...]:
    """The class and its known ancestors, nearest first."""
    own = t.classes.get(value)
    if own is None:
        return ()
    if own.lineage is None:
        found: dict[ClassValue, ClassInfo] = {}
        waiting = [value]
        while waiting:
            one = waiting.pop(0)
            info = t.classes.get(one)
            if info is not None and one not in found:
                found[one] = info
                waiting = [base for base in info.bases if isinstance(base, ClassValue)] + waiting
        own.lineage = tuple(found.values())
    return own.lineage


def foreign_bases(t: Tracer, value: ClassValue) -> frozenset[str | None]:
    """Names of the library classes among the ancestors; None for a base that is not known."""
    own = t.classes.get(value)
    if own is None:
        return frozenset()
    if own.foreign is None:
        named = {
            library_name(b) for i in ancestry(t, value) for b in i.bases if not isinstance(b, ClassValue)
        }
        own.foreign = frozenset(named - {"builtins.object"})
    return own.foreign


def decorator_names(t: Tracer, value: ClassValue) -> set[str | None]:
    return {library_name(d) for info in ancestry(t, value) for d in info.decorators}


def is_pytree(t: Tracer, value: ClassValue) -> bool | None:
    """Whether instances are pytrees; None where a base class or decorator is not known."""
    bases, decorators = foreign_bases(t, value), decorator_names(t, value)
    if any(info.registered for info in ancestry(t, value)):
        return True
    if bases & rows.PYTREE_BASES or decorators & rows.PYTREE_DECORATORS:
        return True
    return None if None in bases or None in decorators else False


def is_frozen(t: Tracer, value: ClassValue) -> bool:
    """Whether instances refuse stores after construction."""
    if foreign_bases(t, value) & rows.FROZEN_BASES or decorator_names(t, value) & rows.FROZEN_DECORATORS:
        return True
    for info in ancestry(t, value):
        for decorator in info.decorators:
            if isinstance(decorator, PartialValue) and ("frozen", Const(True)) in decorator.kwargs:
                return True
    return False


def is_named_tuple(t: Tracer, value: ClassValue) -> bool:
    return bool(foreign_bases(t, value) & {"typing.NamedTuple", "collections.namedtuple"})


def class_of_member(constant: object) -> ClassValue | None:
    """The class of the program that a constant is a member of."""
    owner = getattr(type(constant), OWNER, None) if isinstance(constant, enum.Enum) else None
    return owner if isinstance(owner, ClassValue) else None


def class_of(t: Tracer, value: Value) -> ClassValue | None:
    """The class of the program that a value is an instance of, where it is known."""
    match value:
        case Object():
            contents = t.contents(value)
            owner = None if contents is None else contents.class_value
            return owner if isinstance(owner, ClassValue) else None
        case Const():
            return class_of_member(value.value)
        case TupleValue(class_place=place) if place is not None:
            return t.classes_by_place.get(place)
    return None


def instance_of(t: Tracer, value: Value) -> str | None:
    """The class of a library that a value is an instance of, where it is known."""
    contents = t.contents(value)
    owner = None if contents is None or contents.kind is not Kind.INSTANCE else contents.class_value
    return owner.name if isinstance(owner, External) else None


def has_own(t: Tracer, value: Value, name: str) -> bool:
    """Whether a method is defined by the class of an instance, or by one of the program's that it extends."""
    owner = class_of(t, value)
    return owner is not None and isinstance(class_attribute(t, owner, name, owner.place, None), FunctionValue)


def is_dataclass(t: Tracer, value: ClassValue) -> bool:
    return bool(
        decorator_names(t, value) & rows.DATACLASS_DECORATORS
        or foreign_bases(t, value) & rows.DATACLASS_BASES
    )


def is_bound(t: Tracer, value: ClassValue, name: str) -> bool:
    """Whether the body of a class, or of one of the program's that it extends, binds a name."""
    return any(name in info.node.scope.bound for info in ancestry(t, value))


def static_kind(t: Tracer, value: ClassValue, name: str) -> str | None:
    """`staticmethod`, `classmethod` or `property`, as decorated in the class that defines `name`."""
    for info in ancestry(t, value):
        if name in info.node.scope.bound:
            return info.kinds.get(name)
    return None


def is_property(t: Tracer, value: ClassValue, name: str) -> bool:
    return static_kind(t, value, name) == "property"


def is_enumeration(t: Tracer, value: ClassValue) -> bool:
    """Whether a class makes members of what its body binds."""
    names = foreign_bases(t, value)
    return any(name is not None and name.endswith(rows.ENUM_SUFFIXES) for name in names)


def _member(enumeration: Enumeration | None, name: str, written: Value) -> Value:
    """What is read from an enumeration where its body says `name = written`."""
    if enumeration is not None and name in enumeration.cls.__members__:
        return Const(enumeration.cls.__members__[name])
    match written:
        case FunctionValue() | BoundMethod() | Transformed():
            return written
        case PartialValue(function=External(rows.NONMEMBER), args=(value,)):
            return value
    return UNKNOWN


def class_attribute(
    t: Tracer, value: ClassValue, name: str, place: Place, node: tree.Expr | None
) -> Value | None:
    """A name of the class body or of its ancestors; None if surely absent."""
    for info in ancestry(t, value):
        frame = t.class_frames.get(info.value)
        if frame is not None and t.live.read(frame, name) is not None:
            slot = t.read_cell(frame, name, place, node)
            if slot is not None and name in info.node.scope.bound and is_enumeration(t, info.value):
                return _member(info.enumeration, name, slot.value)
            return None if slot is None else field_default(slot.value)
    return UNKNOWN if foreign_bases(t, value) else None


def field_default(value: Value) -> Value:
    """What a name of a class body is given: of a description, `field(default=0)`, the default."""
    match value:
        case PartialValue(function=External(name), kwargs=options) if name in rows.FIELD_FUNCTIONS:
            return dict(options).get("default", UNKNOWN)
    return value


def class_entry(t: Tracer, value: ClassValue, name: str) -> Value | None:
    """A name of the class body or of its known ancestors, looked at without the program reading it."""
    for info in ancestry(t, value):
        frame = t.class_frames.get(info.value)
        slot = None if frame is None else t.live.read(frame, name)
        if slot is not None:
            return slot.value
    return None


def all_fields(t: Tracer, value: ClassValue) -> dict[str, tree.Expr | None]:
    """Fields of a dataclass or NamedTuple, ancestors' first."""
    fields: dict[str, tree.Expr | None] = {}
    for info in reversed(list(ancestry(t, value))):
        fields |= info.fields
    return fields


def is_field(t: Tracer, value: ClassValue, name: str) -> bool:
    """Whether an annotated name of a class may be a field, which each instance has for itself: of a dataclass, or where
    a base class or decorator is not known.
    """
    unknown = None in foreign_bases(t, value) or bool(decorator_names(t, value) - rows.PLAIN_DECORATORS)
    return name in all_fields(t, value) and (unknown or is_dataclass(t, value))


def instantiate(t: Tracer, value: ClassValue, args: CallArguments, node: tree.Node) -> Value:
    """`C(...)`."""
    from jaxlint.tracer.calls import call

    info = t.classes.get(value)
    if info is None:
        return UNKNOWN
    if is_enumeration(t, value):
        from jaxlint.tracer.enumerations import member_called

        return member_called(t, value, args)
    if is_named_tuple(t, value):
        items = _field_values(t, value, args)
        return UNKNOWN if items is None else TupleValue(tuple(items.values()), value.place, tuple(items))
    complete = not foreign_bases(t, value) and None not in decorator_names(t, value)
    instance = t.allocate(
        Contents(Kind.INSTANCE, complete=complete, rest=UNKNOWN, class_value=value), node.at
    )
    place = t.place(node.at)
    constructor = class_attribute(t, value, "__init__", place, None)
    if isinstance(constructor, FunctionValue):
        call(t, constructor, args.prepend(instance), node)
    elif is_dataclass(t, value):
        values = _field_values(t, value, args)
        contents = t.contents(instance)
        if values is not None and contents is not None:
            for name, item in values.items():
                contents = contents.with_item(name, Slot(item, EMPTY_VERSION))
            set_contents(t, instance.address, contents)
        after = class_attribute(t, value, "__post_init__", place, None)
        if isinstance(after, FunctionValue):
            call(t, after, CallArguments((instance,)), node)
    if t.regions and foreign_bases(t, value) & rows.SET_UP_BASES:
        # Made by a module that is being applied, it is bound there.
        setup = class_attribute(t, value, "setup", place, None)
        if isinstance(setup, FunctionValue):
            call(t, setup, CallArguments((instance,)), node)
    return instance


def _field_values(t: Tracer, value: ClassValue, args: CallArguments) -> dict[str, Value] | None:
    """Values of the fields, defaults filled in; None where the call cannot be read."""
    fields = all_fields(t, value)
    if foreign_bases(t, value) & rows.MODULE_BASES:
        args = args.drop(0, ("name", "parent"))
    bound = bind_names(tuple(fields), args)
    if bound is None:
        return None
    frame = t.class_frames.get(value)
    values: dict[str, Value] = {}
    for name, default in fields.items():
        if name in bound:
            values[name] = bound[name]
            continue
        slot = None if frame is None or default is None else t.live.read(frame, name)
        constant = None if slot is None else field_default(slot.value)
        values[name] = constant if isinstance(constant, Const) and constant != NONE else UNKNOWN
    return values


def blank_instance(t: Tracer, value: ClassValue, node: tree.Node) -> Value:
    """An instance of which only the class is known."""
    contents = Contents(Kind.INSTANCE, complete=False, rest=UNKNOWN, class_value=value)
    return t.allocate(contents, node.at, part=t.new_serial())


def class_frame(t: Tracer, value: ClassValue) -> FrameInfo | None:
    serial = t.class_frames.get(value)
    return None if serial is None else t.frames.get(serial)
