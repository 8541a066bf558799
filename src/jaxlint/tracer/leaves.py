"""What JAX and Python's `hash` refuse: values that are no arrays, values that have no hash."""

from __future__ import annotations

import enum
from collections.abc import Iterator

from jaxlint.domain.values import (
    Array,
    BoundMethod,
    ClassValue,
    Const,
    External,
    FunctionValue,
    Host,
    IteratorValue,
    ModuleValue,
    NumPyArray,
    Object,
    PartialValue,
    SliceValue,
    Tracedness,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures import classes as rows
from jaxlint.signatures.framework_rows import CALL, HOLD_ARRAYS, HOLD_FUNCTIONS, HOLD_OTHERS, LAYERS, NO_TREES
from jaxlint.signatures.library_objects import NO_LEAVES
from jaxlint.signatures.table import lookup
from jaxlint.signatures.transforms import transform_row
from jaxlint.tracer.callees import function_name
from jaxlint.tracer.classes import (
    ClassInfo,
    all_fields,
    ancestry,
    class_of_member,
    decorator_names,
    foreign_bases,
    is_named_tuple,
    is_pytree,
    library_name,
)
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.pytrees import Role, role
from jaxlint.tracer.state import Contents, Kind

MAX_DEPTH = 4
SPECIAL = frozenset({"__init_subclass__", "__new__", "tree_flatten", "__jax_array__"})
MEMBER = "a member of"
NAMES = {Kind.LIST: "a list", Kind.DICT: "a dict", Kind.SET: "a set"}


@dataclass(frozen=True, slots=True)
class Refused:
    """The part of an argument that is refused: what it is, and the way to it: `.activation`, `[0]`, `["name"]`."""

    what: str
    path: str = ""
    certain: bool = True
    value: Value | None = None

    def under(self, step: str) -> Refused:
        return Refused(self.what, step + self.path, self.certain, self.value)


def not_an_array(t: Tracer, value: Value, depth: int = MAX_DEPTH) -> Refused | None:
    """The first leaf that is neither array nor number, where JAX takes a tree of arrays; None is an empty tree."""
    match value:
        case Const(enum.Enum() as member):
            return _member(t, member)
        case Const(str()) | Host("str"):
            return Refused("a string")
        case Const(bytes()) | Host("bytes"):
            return Refused("a bytes object")
        case FunctionValue() | BoundMethod() | Transformed():
            return Refused("a function")
        case ClassValue():
            return Refused("a class")
        case ModuleValue():
            return Refused("a module")
        case SliceValue():
            return Refused("a slice")
        case IteratorValue():
            return Refused("an iterator")
        case PartialValue(function=External(name), args=given) if name.endswith(CALL):
            return _layer(t, name.removesuffix(CALL), given[:1], depth)
        case External(name) if lookup(name) is not None or transform_row(name) is not None:
            return Refused("a function")
        case TupleValue(items=items, fields=fields) if depth:
            for number, item in enumerate(items):
                found = not_an_array(t, item, depth - 1)
                if found is not None:
                    return found.under(f".{fields[number]}" if fields else f"[{number}]")
        case Object():
            contents = t.contents(value)
            return None if contents is None else _object(t, contents, depth)
    return None


def _member(t: Tracer, member: enum.Enum) -> Refused | None:
    """A member of an enumeration that is no number."""
    owner = class_of_member(member)
    if owner is None or isinstance(member, (int, float)) or is_pytree(t, owner) is not False:
        return None
    return Refused(f"{MEMBER} `{function_name(t, owner)}`")


def _layer(t: Tracer, name: str, first: tuple[Value, ...], depth: int) -> Refused | None:
    """A layer of a framework, made of what it is given first."""
    if name in HOLD_FUNCTIONS:
        return Refused("a function", HOLD_FUNCTIONS[name])
    if name in HOLD_OTHERS and first and depth:
        held = not_an_array(t, first[0], depth - 1)
        return None if held is None else held.under(HOLD_OTHERS[name])
    return Refused(f"an instance of `{name}`") if name in LAYERS and name.startswith(NO_TREES) else None


def _object(t: Tracer, contents: Contents, depth: int) -> Refused | None:
    owner = contents.class_value
    if contents.kind is Kind.SET:
        return Refused("a set")
    if contents.kind is Kind.INSTANCE:
        if isinstance(owner, External) and owner.name in NO_LEAVES:
            return Refused(f"an instance of `{owner.name}`")
        if not isinstance(owner, ClassValue):
            return None
        if is_no_tree(t, owner):
            return Refused(f"an instance of `{function_name(t, owner)}`", value=owner)
        if is_pytree(t, owner) is not True:
            return None
    if contents.shared or not depth:
        return None
    for key, slot in contents.items.items():
        if key in contents.maybe:
            continue
        if isinstance(owner, ClassValue) and role(t, owner, str(key)) is not Role.LEAVES:
            continue
        found = not_an_array(t, slot.value, depth - 1)
        if found is not None:
            return found.under(_step(contents.kind, key))
    return None


def _step(kind: Kind, key: object) -> str:
    if kind is Kind.INSTANCE:
        return f".{key}"
    text = key.value if isinstance(key, Const) else key
    return f'["{text}"]' if isinstance(text, str) else f"[{text}]"


def hashes_arrays(t: Tracer, value: Value, depth: int = MAX_DEPTH) -> bool:
    """Whether a value is a module that hashes its leaves, and surely has an array among them."""
    match value:
        case PartialValue(function=External(name), args=given) if name.endswith(CALL):
            layer = name.removesuffix(CALL)
            held = HOLD_OTHERS.get(layer) is not None and given[:1]
            return layer in HOLD_ARRAYS or bool(held and depth and _has_array(t, given[0], depth - 1))
        case Object():
            contents = t.contents(value)
            owner = None if contents is None else contents.class_value
            if contents is None or contents.kind is not Kind.INSTANCE or not isinstance(owner, ClassValue):
                return False
            if not foreign_bases(t, owner) & rows.HASHED_BY_LEAVES or contents.shared or not depth:
                return False
            if any({"__hash__", "__eq__"} & set(info.node.scope.bound) for info in ancestry(t, owner)):
                return False
            return any(
                key not in contents.maybe
                and role(t, owner, str(key)) is Role.LEAVES
                and _has_array(t, slot.value, depth - 1)
                for key, slot in contents.items.items()
            )
    return False


def _has_array(t: Tracer, value: Value, depth: int) -> bool:
    match value:
        case Array():
            return True
        case TupleValue(items=items):
            return bool(depth) and any(_has_array(t, item, depth - 1) for item in items)
        case Object():
            contents = t.contents(value)
            if contents is not None and contents.kind in (Kind.LIST, Kind.DICT):
                slots = contents.items.values()
                return (
                    not contents.shared
                    and bool(depth)
                    and any(_has_array(t, slot.value, depth - 1) for slot in slots)
                )
    return hashes_arrays(t, value, depth)


def is_no_tree(t: Tracer, cls: ClassValue) -> bool:
    """Whether instances of a class are surely no pytrees: it derives from what is known, and nobody registers it."""
    if is_pytree(t, cls) is not False or is_named_tuple(t, cls):
        return False
    if foreign_bases(t, cls) - rows.PLAIN_BASES - rows.MODULE_BASES:
        return False
    if decorator_names(t, cls) - rows.PLAIN_DECORATORS:
        return False
    return not any(_is_made_specially(info) for info in ancestry(t, cls))


def _is_made_specially(info: ClassInfo) -> bool:
    """A metaclass, `__init_subclass__` or `__new__` may register the class, whoever says how it is taken apart does
    so; an instance may turn into an array by itself.
    """
    return bool(
        info.node.scope.bound & SPECIAL
        or any(base.keyword == "metaclass" and not _is_abc(base.value) for base in info.node.bases)
    )


def _is_abc(node: tree.Expr) -> bool:
    return isinstance(node, (tree.Name, tree.Attribute)) and (
        node.id if isinstance(node, tree.Name) else node.attr
    ) in ("ABCMeta", "EnumMeta")


def unhashable(t: Tracer, value: Value, depth: int = MAX_DEPTH) -> Refused | None:
    """Why `hash(value)` raises TypeError, where it does."""
    match value:
        case Array(traced=traced):
            what = "a JAX array" if traced is Tracedness.NO else "a traced array"
            return Refused(what, certain=traced is not Tracedness.POSSIBLE, value=value)
        case NumPyArray(aval=aval) if aval.shape:
            return Refused("a NumPy array", value=value)
        case TupleValue(items=items, fields=fields) if depth:
            for number, item in enumerate(items):
                found = unhashable(t, item, depth - 1)
                if found is not None:
                    return found.under(f".{fields[number]}" if fields else f"[{number}]")
        case Object():
            contents = t.contents(value)
            if contents is None:
                return None
            if contents.kind is not Kind.INSTANCE:
                return Refused(NAMES[contents.kind])
            if isinstance(contents.class_value, ClassValue):
                return _unhashable_instance(t, contents, contents.class_value, depth)
    return None


def _unhashable_instance(t: Tracer, contents: Contents, cls: ClassValue, depth: int) -> Refused | None:
    """Python's own rules: `__eq__` without `__hash__` takes the hash away, and so does `@dataclass`."""
    for info in ancestry(t, cls):
        bound = info.node.scope.bound
        if None in {library_name(decorator) for decorator in info.decorators}:
            return None
        options = dataclass_options(info)
        if "__hash__" in bound:
            return _no_hash(t, cls) if _sets_none(info.node) else None
        if options is not None and options.get("eq", True):
            if options.get("unsafe_hash") or options.get("frozen"):
                return _unhashable_field(t, contents, cls, depth)
            return _no_hash(t, cls, is_dataclass=True)
        if "__eq__" in bound:
            return _no_hash(t, cls)
        if any(not isinstance(base, ClassValue) for base in info.bases):
            # What a library's class defines comes next in the order of resolution.
            if foreign_bases(t, info.value) - rows.PLAIN_BASES:
                return None
    return None


def _no_hash(t: Tracer, cls: ClassValue, is_dataclass: bool = False) -> Refused:
    name = function_name(t, cls)
    what = (
        f"a `{name}`, a dataclass that is not frozen"
        if is_dataclass
        else f"a `{name}`, which has no `__hash__`"
    )
    return Refused(what, value=cls)


def dataclass_options(info: ClassInfo) -> dict[str, object] | None:
    """Options of the decorator that makes a class a dataclass; None for a plain class or options unknown."""
    for decorator in info.decorators:
        match decorator:
            case External(name) if name in rows.HASHED_DATACLASSES:
                return dict(rows.HASHED_DATACLASSES[name])
            case PartialValue(function=External(name), kwargs=kwargs) if name in rows.HASHED_DATACLASSES:
                given = {key: v.value for key, v in kwargs if isinstance(v, Const)}
                return {**rows.HASHED_DATACLASSES[name], **given} if len(given) == len(kwargs) else None
    return None


def _sets_none(node: tree.ClassDef) -> bool:
    """`__hash__ = None`."""
    return any(
        isinstance(s, tree.Assign)
        and isinstance(s.value, tree.Constant)
        and s.value.value is None
        and any(isinstance(target, tree.Name) and target.id == "__hash__" for target in s.targets)
        for s in node.body
    )


def _unhashable_field(t: Tracer, contents: Contents, cls: ClassValue, depth: int) -> Refused | None:
    """The hash of a frozen dataclass is that of its fields."""
    if contents.shared or not depth:
        return None
    for name in _compared(t, cls):
        slot = contents.items.get(name)
        found = None if slot is None or name in contents.maybe else unhashable(t, slot.value, depth - 1)
        if found is not None:
            return found.under(f".{name}")
    return None


def tells_apart(t: Tracer, cls: ClassValue, field: str) -> bool:
    """Whether instances that differ in a field are surely other keys of a cache: those of a frozen dataclass."""
    if not decorator_names(t, cls) <= rows.HASHED_DATACLASSES.keys():
        return False
    for info in ancestry(t, cls):
        options = dataclass_options(info)
        if info.node.scope.bound & {"__eq__", "__hash__"}:
            return False
        if options is not None:
            hashes = options.get("frozen") or options.get("unsafe_hash")
            return bool(options.get("eq", True) and hashes) and field in _compared(t, cls)
    return False


def _compared(t: Tracer, cls: ClassValue) -> Iterator[str]:
    """Fields that take part in the hash: those without a description of their own."""
    for name, default in all_fields(t, cls).items():
        if not isinstance(default, tree.Call):
            yield name
