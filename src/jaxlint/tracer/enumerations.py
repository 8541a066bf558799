"""Enumerations of the program: Python itself makes one of the values in a class's body, and says what members do."""

from __future__ import annotations

import enum
import warnings
from collections.abc import Iterator
from typing import Any, Final

from jaxlint.domain.values import (
    UNKNOWN,
    BoundMethod,
    ClassValue,
    Const,
    DType,
    External,
    FunctionValue,
    ModuleValue,
    Object,
    PartialValue,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures import classes as rows
from jaxlint.signatures.reading import numpy_dtype
from jaxlint.signatures.table import lookup
from jaxlint.signatures.transforms import transform_row
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.classes import (
    OWNER,
    Enumeration,
    ancestry,
    class_attribute,
    class_of_member,
    foreign_bases,
    is_enumeration,
    library_name,
)
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.state import Contents, Kind, Slot
from jaxlint.tracer.versions import EMPTY_VERSION

MAX_DEPTH = 4
MAX_UNROLLED = 24
"""The `__init__` of so many members is run."""


MEMBER_ATTRIBUTES = frozenset({"name", "value", "_name_", "_value_"})
"""Attributes that every member has."""


class _Reading(enum.Enum):
    """What is no value of a member that Python could be given."""

    FUNCTION = "surely no member"
    APART = "perhaps a member, and equal to no number, text or tuple of them"
    UNREAD = "anything"


_Unread: Final = (_Reading.APART, _Reading.UNREAD)


@dataclass(slots=True, eq=False)
class Held:
    """A list or dict that is the value of a member: equal by what it holds, and without a hash."""

    value: Value
    holds: object

    __hash__ = None  # type: ignore[assignment]  # as of every list

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Held) and self.holds == other.holds

    def __repr__(self) -> str:
        return repr(self.holds)


def execute_body(t: Tracer, node: tree.ClassDef, bases: tuple[Value, ...], value: ClassValue) -> Draft | None:
    """Run the body of a class, in the frame made for it; what it says of an enumeration, if it makes one."""
    draft = _draft(t, node, bases, value)
    if draft is None:
        t.execute(node.body)
        return None
    for statement in node.body:
        t.execute((statement,))
        if draft is not None and not draft.take(t, statement):
            draft = None
    return draft


def _draft(t: Tracer, node: tree.ClassDef, bases: tuple[Value, ...], value: ClassValue) -> Draft | None:
    if not bases or any(base.keyword is not None or base.stars for base in node.bases):
        return None
    real: list[type] = []
    for base in bases:
        kind = _python_base(t, base)
        if kind is None:
            return None
        real += [kind] if kind is not object else []
    if not real or not issubclass(real[-1], enum.Enum):
        return None
    is_plain = not issubclass(real[-1], (enum.Flag, int, float, str)) and len(real) == 1
    names = {name for scope in _scopes(t, node, bases) for name in scope.bound}
    if not all(_is_understood(name, is_plain) for name in names):
        return None
    return Draft(node.name, tuple(real), value)


def _scopes(t: Tracer, node: tree.ClassDef, bases: tuple[Value, ...]) -> Iterator[tree.Scope]:
    yield node.scope
    for base in bases:
        if isinstance(base, ClassValue):
            yield from (info.node.scope for info in ancestry(t, base))


def _is_understood(name: str, is_plain: bool) -> bool:
    """Whether a name in the body of an enumeration, or of a class that it extends, leaves what Python makes."""
    if name in rows.ENUM_OPERATORS or name == "_missing_":
        # By its own `_missing_` a flag makes combinations.
        return is_plain
    special = name.startswith("__") and name.endswith("__")
    return name in rows.PLAIN_ENUM_METHODS if special else name not in rows.ENUM_HOOKS


def _python_base(t: Tracer, base: Value) -> type | None:
    """The class that Python derives from where the program derives from `base`: `object` for a class that only adds
    methods; None where it is not known.
    """
    match base:
        case External(name):
            if name in rows.PLAIN_BASES or name == "builtins.object":
                return object
            return rows.ENUMS.get(name) or rows.ENUM_DATA.get(name)
        case ClassValue() if base in t.classes:
            if is_enumeration(t, base):
                own = t.classes[base].enumeration
                return None if own is None else own.cls
            unknown = foreign_bases(t, base) - rows.PLAIN_BASES
            decorated = any(info.decorators or info.metaclass for info in ancestry(t, base))
            return None if unknown or decorated else object
    return None


class Draft:
    """An enumeration whose body is being run."""

    def __init__(self, name: str, bases: tuple[type, ...], value: ClassValue) -> None:
        self.name, self.bases, self.value = name, bases, value
        self.namespace: dict[str, Any] = type(bases[-1]).__prepare__(name, bases)  # type: ignore[assignment]
        self.namespace.update({"__module__": value.place.module, OWNER: value})
        self.complete = self.readable = True
        """Whether every member is known; whether those that follow can be told from those before."""

    def take(self, t: Tracer, statement: tree.Stmt) -> bool:
        """Note the names that a statement of the body has bound; whether it could be understood."""
        match statement:
            case tree.Assign(targets=targets):
                return all(self._take_target(t, target) for target in targets)
            case tree.AnnAssign(target=target, value=value):
                return value is None or self._take_target(t, target)
            case tree.FunctionDef(function=function):
                return self._take(t, function.name)
            case tree.ClassDef():
                # A member before Python 3.13.
                self.complete = False
                return True
            case tree.ExprStmt() | tree.Pass():
                return True
        return False

    def _take_target(self, t: Tracer, target: tree.Expr) -> bool:
        match target:
            case tree.Name(id=name):
                return self._take(t, name)
            case tree.Sequence(elements=elements):
                return all(self._take_target(t, element) for element in elements)
        return False

    def _take(self, t: Tracer, name: str) -> bool:
        slot = t.live.read(self.value.frame, name)
        if slot is None:
            return False
        if name.startswith("__") or is_nonmember(slot.value):
            return True
        read = _read(t, slot.value)
        if read is _Reading.FUNCTION:
            return True
        if isinstance(read, _Reading) or not self.readable:
            self.complete, self.readable = False, self.readable and read is not _Reading.UNREAD
            return True
        if not self.complete and _has_auto(read):
            return False
        try:
            with warnings.catch_warnings():
                # What Python warns of, its next version does in another way.
                warnings.simplefilter("error")
                self.namespace[name] = read
        except Exception:  # the program's own error, or what another version of Python would do
            return False
        if _has_auto(read):
            t.live.write(self.value.frame, name, Slot(lifted(self.namespace[name]), slot.version))
        return True

    def made(self, earlier: Enumeration | None) -> Enumeration | None:
        """The enumeration; the one that was made `earlier` of the same statement, if it is the same."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                cls = type(self.bases[-1])(self.name, self.bases, self.namespace)
        except Exception:  # the program's own error, or what another version of Python would do
            return None
        assert issubclass(cls, enum.Enum)
        made = Enumeration(cls, self.complete)
        return earlier if earlier is not None and _shown(earlier) == _shown(made) else made


def initialise(t: Tracer, value: ClassValue, node: tree.ClassDef) -> None:
    """Run the class's `__init__` for each member, which Python has given its name and value by then."""
    from jaxlint.tracer.calls import call

    enumeration = t.classes[value].enumeration
    constructor = class_attribute(t, value, "__init__", value.place, None)
    if enumeration is None or not isinstance(constructor, FunctionValue) or enumeration.attributes:
        return
    if issubclass(enumeration.cls, (int, float, str)):
        # It is given what is written in the body, which may be another value.
        return
    members = list(dict.fromkeys(enumeration.cls.__members__.values()))
    for number, member in enumerate(members[:MAX_UNROLLED]):
        contents = Contents(Kind.INSTANCE, complete=False, rest=UNKNOWN, class_value=value)
        made = t.allocate(contents, node.at, part=number + 1)
        given = lifted(member.value)
        items = given.items if isinstance(given, TupleValue) else (given,)
        call(t, constructor, CallArguments((made, *items)), node)
        enumeration.attributes[member.name or ""] = made
    if any(
        "_value_" in state.items for made in enumeration.attributes.values() if (state := t.contents(made))
    ):
        t.classes[value].enumeration = None


def attributes_of(t: Tracer, member: enum.Enum) -> Object | None:
    """The object that stands for what `__init__` has made of a member."""
    owner = class_of_member(member)
    enumeration = None if owner is None else t.classes[owner].enumeration
    return None if enumeration is None else enumeration.attributes.get(member.name or "")


def _shown(enumeration: Enumeration) -> tuple[object, ...]:
    members = enumeration.cls.__members__.items()
    return enumeration.cls.__bases__, enumeration.complete, [(n, m.name, repr(m.value)) for n, m in members]


def is_nonmember(value: Value) -> bool:
    return library_name(value) == rows.NONMEMBER and isinstance(value, PartialValue)


def _has_auto(read: object) -> bool:
    return isinstance(read, enum.auto) or (isinstance(read, tuple) and any(map(_has_auto, read)))


def _read(t: Tracer, value: Value, depth: int = MAX_DEPTH) -> object:
    """What Python would be given for a value of the program, or why it cannot be."""
    match value:
        case Const(constant):
            return constant
        case TupleValue(items=items, class_place=None) if depth:
            return _read_all(t, list(items), depth, tuple)
        case PartialValue(function=External(rows.AUTO), args=()):
            return enum.auto()
        case FunctionValue():
            return _Reading.FUNCTION
        case BoundMethod() | Transformed() | ClassValue() | ModuleValue() | PartialValue() | DType():
            return _Reading.APART
        case External(name):
            known = lookup(name) or transform_row(name) or numpy_dtype(value)
            return _Reading.UNREAD if known is None else _Reading.APART
        case Object() if depth:
            contents = t.contents(value)
            if contents is None or not contents.complete or contents.shared:
                return _Reading.UNREAD
            slots = [slot.value for slot in contents.items.values()]
            if contents.kind is Kind.LIST:
                return _read_all(t, slots, depth, lambda read: Held(value, read))
            if contents.kind is Kind.DICT:
                keys = [key.value for key in contents.items]
                return _read_all(
                    t, slots, depth, lambda read: Held(value, dict(zip(keys, read, strict=True)))
                )
    return _Reading.UNREAD


def _read_all(t: Tracer, values: list[Value], depth: int, made: Any) -> object:
    read = [_read(t, value, depth - 1) for value in values]
    worst = next((each for each in _Unread if each in read), None)
    return _Reading.UNREAD if worst is not None or _Reading.FUNCTION in read else made(read)


def lifted(found: object) -> Value:
    """The abstract value of what Python gives."""
    match found:
        case Held(value=value):
            return value
        case enum.Enum() | None | bool() | int() | float() | complex() | str() | bytes():
            return Const(found)
        case tuple():
            return TupleValue(tuple(map(lifted, found)))
    return UNKNOWN


def earlier_enumeration(t: Tracer, value: ClassValue) -> Enumeration | None:
    """What the same statement has made in the same frame before."""
    before = t.classes_by_place.get(value.place)
    if before is None or t.frames[before.frame].parent != t.frames[value.frame].parent:
        return None
    return t.classes[before].enumeration


def enumeration_of(t: Tracer, value: Value) -> Enumeration | None:
    """What is known of a class that is an enumeration."""
    info = t.classes.get(value) if isinstance(value, ClassValue) else None
    return None if info is None else info.enumeration


def members_of(t: Tracer, value: Value) -> list[Value] | None:
    """The members that a loop over an enumeration, or over a combination of flags, goes through."""
    match value:
        case Const(enum.Flag() as flag):
            try:
                return [Const(member) for member in flag]
            except AttributeError:  # bits that no member has (Python 3.11)
                return None
    enumeration = enumeration_of(t, value)
    if enumeration is None or not enumeration.complete:
        return None
    return [Const(member) for member in enumeration.cls]


def member_called(t: Tracer, value: ClassValue, args: CallArguments) -> Value:
    """`Mode(value)`."""
    if len(args.positional) != 1 or args.more or args.keywords or args.more_keywords:
        return UNKNOWN
    enumeration, read = enumeration_of(t, value), _read(t, args.positional[0])
    if enumeration is None or isinstance(read, (_Reading, enum.auto)):
        return UNKNOWN
    try:
        found = enumeration.cls(read)
    except Exception:  # no member has the value
        return UNKNOWN
    return Const(found)


def member_named(t: Tracer, value: ClassValue, name: Value) -> Value:
    """`Mode[name]`."""
    enumeration = enumeration_of(t, value)
    member = None
    if enumeration is not None and isinstance(name, Const) and isinstance(name.value, str):
        member = enumeration.cls.__members__.get(str.__str__(name.value))
    return UNKNOWN if member is None else Const(member)


def members_by_name(t: Tracer, value: ClassValue, node: tree.Node) -> Value:
    """`Mode.__members__`: the members by their names, aliases among them."""
    enumeration = enumeration_of(t, value)
    if enumeration is None or not enumeration.complete:
        return UNKNOWN
    named = enumeration.cls.__members__.items()
    items = {Const(name): Slot(Const(member), EMPTY_VERSION) for name, member in named}
    return t.allocate(Contents(Kind.DICT, items), node.at)
