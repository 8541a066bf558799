"""Classes that JAX takes apart: which fields of an instance are leaves, and which are part of the structure."""

from __future__ import annotations

import enum
from collections.abc import Hashable, Iterator
from dataclasses import replace

from jaxlint.domain.values import (
    UNKNOWN,
    ClassValue,
    Const,
    External,
    Object,
    PartialValue,
    PyTree,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures import classes as rows
from jaxlint.signatures import shape_texts
from jaxlint.signatures.annotations import NOT_FIELDS
from jaxlint.signatures.framework_changes import HOLDS_LAYERS
from jaxlint.signatures.framework_rows import LIBRARY_PYTREES
from jaxlint.signatures.library_objects import NO_LEAVES
from jaxlint.signatures.shape_texts import Names
from jaxlint.tracer.classes import (
    ClassInfo,
    all_fields,
    ancestry,
    class_frame,
    decorator_names,
    foreign_bases,
    is_named_tuple,
    is_pytree,
)
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.iteration import unpack
from jaxlint.tracer.sizes import quietly
from jaxlint.tracer.state import Contents, Kind, Slot
from jaxlint.tracer.stated import described, stated
from jaxlint.tracer.versions import EMPTY_VERSION

MAX_DEPTH = 3
"""Classes within classes that an annotation is followed through."""


class Role(enum.Enum):
    """What JAX makes of one attribute of an instance."""

    LEAVES = "leaves"
    STATIC = "static"
    BY_VALUE = "by value"
    """Arrays are leaves, everything else is static: NNX."""
    UNKNOWN = "unknown"


def is_left_alone(t: Tracer, cls: ClassValue) -> bool:
    """Whether instances go into traced functions as they are: modules of Linen and Haiku, static nodes."""
    return bool(foreign_bases(t, cls) & rows.MODULE_BASES or decorator_names(t, cls) & rows.STATIC_PYTREES)


def role(t: Tracer, cls: ClassValue | External, name: str) -> Role:
    """What becomes of the attribute `name` when an instance of a pytree class is an argument."""
    if isinstance(cls, External):
        if cls.name in HOLDS_LAYERS:
            return Role.BY_VALUE
        leaves, static = LIBRARY_PYTREES.get(cls.name, ((), ()))
        return Role.LEAVES if name in leaves else Role.STATIC if name in static else Role.UNKNOWN
    bases, decorators = foreign_bases(t, cls), decorator_names(t, cls)
    if bases & rows.MUTABLE_BY_DESIGN:
        return Role.BY_VALUE
    for base in bases & LIBRARY_PYTREES.keys():
        inherited = role(t, External(str(base)), name)
        if inherited is not Role.UNKNOWN:
            return inherited
    for data, meta in _registrations(t, cls):
        if name in data:
            return Role.LEAVES
        if name in meta:
            return Role.STATIC
    if decorators & rows.FLATTENED_DECORATORS or any(
        info.registered and info.data_fields is None for info in ancestry(t, cls)
    ):
        return Role.LEAVES if name in _flattened(t, cls) else Role.UNKNOWN
    if name not in all_fields(t, cls):
        return Role.UNKNOWN
    return Role.STATIC if _is_marked_static(t, cls, name) else Role.LEAVES


def is_rebuilt(t: Tracer, contents: Contents) -> bool:
    """Whether JAX takes an instance apart and makes a new one of what comes out."""
    owner = contents.class_value
    if isinstance(owner, External):
        return owner.name not in NO_LEAVES
    return isinstance(owner, ClassValue) and is_pytree(t, owner) is True


def role_in(t: Tracer, contents: Contents, key: Hashable) -> Role:
    """What JAX makes of one item of a container or instance."""
    owner = contents.class_value if contents.kind is Kind.INSTANCE else None
    return role(t, owner, str(key)) if isinstance(owner, (ClassValue, External)) else Role.LEAVES


def field_names(t: Tracer, value: Value | None) -> frozenset[str] | None:
    """Names in a list or tuple of constants."""
    items = None if value is None else unpack(t, value)
    if items is None:
        return None
    return frozenset(item.value for item in items if isinstance(item, Const) and isinstance(item.value, str))


def _registrations(t: Tracer, cls: ClassValue) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Data and meta fields by `register_dataclass`, called or as a decorator with `functools.partial`."""
    for info in ancestry(t, cls):
        if info.data_fields is not None:
            yield info.data_fields, info.meta_fields or frozenset()
        for decorator in info.decorators:
            match decorator:
                case PartialValue(function=External("jax.tree_util.register_dataclass"), kwargs=options):
                    data, meta = (dict(options).get(f"{kind}_fields") for kind in ("data", "meta"))
                    yield field_names(t, data) or frozenset(), field_names(t, meta) or frozenset()


def _is_marked_static(t: Tracer, cls: ClassValue, name: str) -> bool:
    """Whether the field's description says so: `field(pytree_node=False)`, `field(static=True)`, `metadata=...`; or its
    annotation, `Static[int]`.
    """
    for info in ancestry(t, cls):
        if name not in info.fields:
            continue
        frame = t.class_frames.get(info.value)
        slot = None if frame is None else t.live.read(frame, name)
        if slot is not None and _says_static(t, slot.value):
            return True
        annotation, home = _annotation(info, name), class_frame(t, info.value)
        if not isinstance(annotation, tree.Subscript) or home is None:
            return False
        with t.inside(home):
            named = quietly(t, annotation.value)
        return isinstance(named, External) and named.name in rows.STATIC_ANNOTATIONS
    return False


def _says_static(t: Tracer, description: Value) -> bool:
    match description:
        case PartialValue(function=External(name), args=first, kwargs=keywords) if (
            name in rows.FIELD_FUNCTIONS
        ):
            options = dict(keywords)
            metadata = t.contents(options.get("metadata", UNKNOWN))
            marked = None if metadata is None else metadata.items.get(Const("static"))
            is_node = options.get("pytree_node", first[0] if first else UNKNOWN)
            return (
                name in rows.ALWAYS_STATIC_FIELDS
                or Const(False) == is_node
                or options.get("static") == Const(True)
                or (marked is not None and marked.value == Const(True))
            )
    return False


def _flattened(t: Tracer, cls: ClassValue) -> frozenset[str]:
    """Attributes that `tree_flatten` returns as children, where it is one return of two displays."""
    for info in ancestry(t, cls):
        for statement in info.node.body:
            if isinstance(statement, tree.FunctionDef) and statement.function.name == "tree_flatten":
                return frozenset(_children(statement.function))
    return frozenset()


def _children(function: tree.Function) -> Iterator[str]:
    me = function.parameters[0].name if function.parameters else ""
    shown: dict[str, tree.Expr] = {}
    for statement in function.body:
        match statement:
            case tree.Assign(targets=(tree.Name(id=name),), value=value):
                shown[name] = value
            case tree.Return(value=tree.Sequence(elements=(first, _))):
                given = shown.get(first.id) if isinstance(first, tree.Name) else first
                for element in given.elements if isinstance(given, tree.Sequence) else ():
                    match element:
                        case tree.Attribute(value=tree.Name(id=owner), attr=attr) if owner == me:
                            yield attr


def annotated_instance(
    t: Tracer, cls: ClassValue | External, value: PyTree, at: int, depth: int = 0
) -> Value | None:
    """An argument of this class: its leaves are traced, of its static fields nothing is known.

    None where it is not certain what JAX makes of the class.
    """
    if isinstance(cls, External):
        return _instance_of(t, cls, _inherited(cls.name, value), at) if cls.name in LIBRARY_PYTREES else None
    bases, decorators = foreign_bases(t, cls), decorator_names(t, cls)
    if is_pytree(t, cls) is not True or None in bases | decorators or bases & rows.MUTABLE_BY_DESIGN:
        return None
    sizes = Names()
    fields = {name: _field(t, cls, name, value, at, depth, sizes) for name in all_fields(t, cls)}
    if is_named_tuple(t, cls):
        return TupleValue(tuple(fields.values()), cls.place, tuple(fields))
    for base in bases & LIBRARY_PYTREES.keys():
        fields = _inherited(str(base), value) | fields
    return _instance_of(t, cls, fields, at)


def _inherited(name: str, value: PyTree) -> dict[str, Value]:
    """Leaves of a library's class."""
    return dict.fromkeys(LIBRARY_PYTREES[name][0], value)


def new_instance(
    t: Tracer, cls: ClassValue | External, library: str, given: tuple[tuple[str, Value], ...], at: int
) -> Value:
    """A new instance of a library's class, or of one derived from it: what it is not given is not known."""
    own = all_fields(t, cls) if isinstance(cls, ClassValue) else ()
    fields: dict[str, Value] = dict.fromkeys((*LIBRARY_PYTREES[library][0], *own), UNKNOWN)
    items = {name: Slot(value, EMPTY_VERSION) for name, value in (fields | dict(given)).items()}
    contents = Contents(Kind.INSTANCE, items, complete=False, rest=UNKNOWN, class_value=cls)
    return t.allocate(contents, at, part=t.new_serial())


def _instance_of(t: Tracer, cls: Value, fields: dict[str, Value], at: int) -> Value:
    items = {name: Slot(item, EMPTY_VERSION) for name, item in fields.items() if item is not UNKNOWN}
    contents = Contents(Kind.INSTANCE, items, complete=False, rest=UNKNOWN, class_value=cls)
    return t.allocate(contents, at, part=t.new_serial())


def _field(t: Tracer, cls: ClassValue, name: str, value: PyTree, at: int, depth: int, sizes: Names) -> Value:
    if not is_named_tuple(t, cls) and role(t, cls, name) is not Role.LEAVES:
        return UNKNOWN
    info = next(i for i in ancestry(t, cls) if name in i.fields)
    annotation = _annotation(info, name)
    frame = class_frame(t, info.value)
    if annotation is None or frame is None:
        return value
    with t.inside(frame):
        description = stated(t, annotation)
        if description is not None:
            if info.fields[name] is not None:
                return value
            # `vmap` makes batches of instances, and what is written for one takes a batch just as well.
            description = replace(description, parts=shape_texts.batched(description.parts))
            return described(t, description, value, sizes)
        if not isinstance(annotation, (tree.Name, tree.Attribute)):
            return value
        named = quietly(t, annotation)
    if isinstance(named, External):
        if named.name in NOT_FIELDS:
            return UNKNOWN
        if named.name in LIBRARY_PYTREES:
            return annotated_instance(t, named, value, at) or value
        return value
    if isinstance(named, ClassValue) and named != cls:
        nested = annotated_instance(t, named, value, at, depth + 1) if depth < MAX_DEPTH else None
        return UNKNOWN if nested is None else nested
    return value


def stated_field(t: Tracer, instance: Object, cls: ClassValue, name: str) -> Value:
    """An attribute of which only the annotation is known that jaxtyping gives its field."""
    info = next((i for i in ancestry(t, cls) if name in i.fields), None)
    annotation = None if info is None or info.fields[name] is not None else _annotation(info, name)
    frame = None if info is None else class_frame(t, info.value)
    if annotation is None or frame is None:
        return UNKNOWN
    with t.inside(frame):
        description = stated(t, annotation)
    if description is None or not description.typed or description.numpy:
        return UNKNOWN
    return described(t, description, UNKNOWN, t.naming.of_instances.setdefault(instance.address, Names()))


def _annotation(info: ClassInfo, name: str) -> tree.Expr | None:
    for statement in info.node.body:
        match statement:
            case tree.AnnAssign(target=tree.Name(id=target), annotation=annotation) if target == name:
                return annotation
    return None


def replaced(t: Tracer, receiver: Object, changes: tuple[tuple[str, Value], ...], at: int) -> Value:
    """`dataclasses.replace(receiver, **changes)`, `receiver.replace(**changes)`: a copy with other fields."""
    contents = t.contents(receiver)
    if contents is None or contents.kind is not Kind.INSTANCE:
        return UNKNOWN
    items = {key: Slot(slot.value, EMPTY_VERSION) for key, slot in contents.items.items()}
    items |= {name: Slot(value, EMPTY_VERSION) for name, value in changes}
    return t.allocate(replace(contents, items=items, shared=False), at, part=t.new_serial())
