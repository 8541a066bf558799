"""What a value is, in few words: `f32[batch, 128] traced`, `5`, `{"w": f32[3, 2]}`.

A value is looked at when it is bound and shown later, when the objects that it consists of may have changed;
so a description is taken at once, and descriptions of several visits are joined.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from jaxlint.domain.avals import Aval
from jaxlint.domain.lattice import join
from jaxlint.domain.origins import Origin
from jaxlint.domain.values import (
    UNKNOWN,
    UNREACHED,
    Array,
    AtIndexer,
    BoundMethod,
    ClassValue,
    Const,
    DType,
    Extent,
    External,
    ExternalMethod,
    FunctionValue,
    Host,
    IteratorValue,
    ModuleValue,
    NumPyArray,
    Object,
    PartialValue,
    PyTree,
    RefValue,
    ShapeStruct,
    SliceValue,
    Tracedness,
    Transformed,
    TupleValue,
    Value,
    VariadicTuple,
)
from jaxlint.records import dataclass
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.state import Contents, Kind

MAX_DEPTH = 3
MAX_ITEMS = 6
MAX_ALTERNATIVES = 3
MAX_CONSTANT = 40
CODE = (
    FunctionValue,
    BoundMethod,
    PartialValue,
    Transformed,
    ClassValue,
    ModuleValue,
    External,
    ExternalMethod,
)
"""Values that are part of the program's text rather than its data."""

_SHORT = (("float", "f"), ("uint", "u"), ("int", "i"), ("complex", "c"))
_BRACKETS = {Kind.LIST: ("[", "]"), Kind.DICT: ("{", "}"), Kind.SET: ("{", "}")}


class Tone(enum.Enum):
    """What a reader wants to see of a value first."""

    TRACED = "traced"
    CONCRETE = "concrete"
    """An array whose numbers Python may read."""
    STATIC = "static"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a description; that of a value has a tone, and its origin where the value has one."""

    text: str
    tone: Tone | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value without parts, and whether it was bound while a function was traced."""

    value: Value
    inside: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """A container as it was: its items by label (`"w": `, `x=`, nothing), and whether there may be others."""

    opening: str
    items: tuple[tuple[str, Shown], ...]
    more: bool
    closing: str


Shown: TypeAlias = "Leaf | Parts"


@dataclass(frozen=True, slots=True)
class Description:
    """What a name held on the visits so far; several entries where their join would say too little."""

    alternatives: tuple[Shown, ...]

    def joined(self, other: Shown) -> Description:
        """The description of one visit more."""
        for number, known in enumerate(self.alternatives):
            if known == other or _is_alike(known, other):
                kept = self.alternatives[:number] + self.alternatives[number + 1 :]
                both = _join(known, other)
                return Description(kept).joined(both) if kept else Description((both,))
        if len(self.alternatives) < MAX_ALTERNATIVES:
            return Description((*self.alternatives, other))
        return Description((functools.reduce(_join, self.alternatives, other),))

    def pieces(self) -> tuple[Piece, ...]:
        """The description in words; what is not known stands last."""
        texts = {_joined(pieces): pieces for pieces in map(_pieces, self.alternatives)}
        return _separated((texts[text] for text in sorted(texts, key="?".__eq__)), " | ")

    def __str__(self) -> str:
        return _joined(self.pieces())


def describe(value: Value, t: Tracer, depth: int = MAX_DEPTH) -> Shown:
    """What can be seen of a value now."""
    match value:
        case TupleValue(items=items, fields=fields, class_place=place):
            shown = tuple(describe(item, t, depth - 1) for item in items) if depth else ()
            more = bool(items) and not depth
            if fields and place is not None:
                name = _class_name(t, t.classes_by_place.get(place))
                labels = [f"{field}=" for field in fields]
                return Parts(f"{name}(", tuple(zip(labels, shown, strict=False)), more, ")")
            return Parts("(", tuple(("", one) for one in shown), more, ",)" if len(shown) == 1 else ")")
        case Object():
            contents = t.contents(value)
            if contents is not None:
                return _describe_object(contents, t, depth)
            return Leaf(UNKNOWN, bool(t.regions))
    return Leaf(value, bool(t.regions))


def _describe_object(contents: Contents, t: Tracer, depth: int) -> Parts:
    if contents.kind is Kind.INSTANCE:
        brackets = f"{_class_name(t, contents.class_value)}(", ")"
    else:
        brackets = _BRACKETS[contents.kind]
    more = not contents.complete
    items: list[tuple[str, Shown]] = []
    if not depth:
        more = more or bool(contents.items)
    else:
        for key, slot in contents.items.items():
            items.append((_label(contents.kind, key), describe(slot.value, t, depth - 1)))
        if more and not items and contents.rest is not UNKNOWN and contents.rest is not UNREACHED:
            label = "?: " if contents.kind is Kind.DICT else ""
            items.append((label, describe(contents.rest, t, depth - 1)))
    return Parts(brackets[0], tuple(items), more, brackets[1])


def _label(kind: Kind, key: object) -> str:
    match kind, key:
        case Kind.INSTANCE, _:
            return f"{key}="
        case Kind.DICT, Const(value=value):
            return f"{_constant(value)}: "
        case Kind.DICT, _:
            return "?: "
    return ""


def _class_name(t: Tracer, value: Value | None) -> str:
    match value:
        case ClassValue() if value in t.classes:
            return t.classes[value].node.name
        case External(name=name):
            return name.rpartition(".")[2]
    return "object"


# Visits


def _is_alike(a: Shown, b: Shown) -> bool:
    """Whether their join still says what they are."""
    match a, b:
        case Leaf(value=x), Leaf(value=y):
            if UNKNOWN in (x, y):
                return x is y
            if isinstance(x, (Array, NumPyArray)) and isinstance(y, (Array, NumPyArray)):
                return type(x) is type(y) and _same_rank(x.aval, y.aval)
            return join(x, y) is not UNKNOWN
        case Parts(), Parts():
            if a.opening != b.opening:
                return False
            if [label for label, _ in a.items] != [label for label, _ in b.items]:
                return a.opening == "["
            return all(_is_alike(x, y) for (_, x), (_, y) in zip(a.items, b.items, strict=True))
    return False


def _same_rank(a: Aval, b: Aval) -> bool:
    ranks = a.ndim is None or b.ndim is None or a.ndim == b.ndim
    return ranks and (a.dtype is None or b.dtype is None or a.dtype == b.dtype)


def _join(a: Shown, b: Shown) -> Shown:
    """What holds on both visits."""
    match a, b:
        case Leaf(), Leaf():
            return Leaf(join(a.value, b.value), a.inside and b.inside)
        case Parts(), Parts() if a.opening == b.opening:
            if [label for label, _ in a.items] == [label for label, _ in b.items]:
                items = [(label, _join(x, y)) for (label, x), (_, y) in zip(a.items, b.items, strict=True)]
                return replace(a, items=tuple(items), more=a.more or b.more)
            if a.opening == "[":
                element = functools.reduce(_join, (item for _, item in (*a.items, *b.items)))
                return replace(a, items=(("", element),), more=True)
            theirs = dict(b.items)
            common = [(label, _join(x, theirs[label])) for label, x in a.items if label and label in theirs]
            return replace(a, items=tuple(common), more=True)
    return Leaf(UNKNOWN, True)


# Words


def _pieces(shown: Shown) -> tuple[Piece, ...]:
    if isinstance(shown, Leaf):
        value = shown.value
        origin = value.origin if isinstance(value, (Array, NumPyArray, PyTree)) else None
        return (Piece(_leaf(value, shown.inside), _tone(value), origin),)
    items = [(Piece(label), *_pieces(item)) if label else _pieces(item) for label, item in shown.items]
    if len(items) > MAX_ITEMS and len({_joined(item) for item in items}) == 1 and not shown.more:
        items = [(Piece(f"{len(items)} times "), *items[0])]
    elif len(items) > MAX_ITEMS:
        items = [*items[: MAX_ITEMS - 1], (Piece(f"... {len(items) - MAX_ITEMS + 1} more"),)]
    if shown.more:
        items.append((Piece("..."),))
    return (Piece(shown.opening), *_separated(items, ", "), Piece(shown.closing))


def _joined(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _separated(items: Iterable[tuple[Piece, ...]], separator: str) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for item in items:
        if found:
            found.append(Piece(separator))
        found += item
    return tuple(found)


_STRENGTH = (Tone.STATIC, Tone.CONCRETE, Tone.TRACED, Tone.UNKNOWN)


def _tone(value: Value) -> Tone:
    match value:
        case Array(traced=Tracedness.NO) | AtIndexer(array=Array(traced=Tracedness.NO)) | NumPyArray():
            return Tone.CONCRETE
        case Array() | PyTree() | AtIndexer() | RefValue():
            return Tone.TRACED
        case Const() | Host() | Extent() | VariadicTuple() | DType() | ShapeStruct() | IteratorValue():
            return Tone.STATIC
        case SliceValue(lower=lower, upper=upper, step=step):
            return max((_tone(part) for part in (lower, upper, step)), key=_STRENGTH.index)
    return Tone.STATIC if isinstance(value, CODE) else Tone.UNKNOWN


def _leaf(value: Value, inside: bool) -> str:
    static = " static" if inside else ""
    match value:
        case Const(value=constant):
            return _constant(constant)
        case Host(type_name=name):
            return f"{name or 'Python value'}{static}"
        case Extent(size=size) | VariadicTuple(shape=size):
            return f"{size}{static}"
        case Array(aval=aval, traced=traced):
            return _aval(aval) + _TRACED[traced]
        case NumPyArray(aval=aval, readonly=readonly):
            return f"np {_aval(aval)}{' read-only' if readonly else ''}"
        case PyTree():
            return "pytree traced"
        case DType(name=name):
            return f"dtype {short_dtype(name)}{static}"
        case ShapeStruct(aval=aval):
            return f"struct {_aval(aval)}"
        case RefValue(aval=aval):
            return f"ref {_aval(aval)}"
        case SliceValue():
            return ":".join(
                "" if part == Const(None) else _leaf(part, inside)
                for part in (value.lower, value.upper, value.step)
            )
        case AtIndexer(array=array):
            return f".at of {_leaf(array, inside)}"
        case IteratorValue():
            return "iterator"
    if isinstance(value, CODE):
        return _code(value)
    return "?"


_TRACED = {Tracedness.NO: "", Tracedness.POSSIBLE: " maybe traced", Tracedness.DEFINITE: " traced"}


def _code(value: Value) -> str:
    match value:
        case External(name=name) | ModuleValue(name=name):
            return name
        case ClassValue():
            return "class"
    return "function"


def _aval(aval: Aval) -> str:
    """JAX's short form; `~` marks a weak type, and `float` is as wide as `jax_enable_x64` says."""
    if aval.dtype is None and aval.shape is None and aval.variadic is None:
        return "array"
    shape = "..." if aval.shape is None else ", ".join("?" if d is None else str(d) for d in aval.shape)
    if aval.variadic is not None:
        shape = str(aval.variadic)[1:-1].removesuffix(",")
    return f"{'~' if aval.weak else ''}{short_dtype(aval.dtype)}[{shape}]"


def short_dtype(dtype: str | None) -> str:
    """`f32` of `float32`, as JAX prints jaxprs."""
    if dtype is None:
        return "array"
    for name, short in _SHORT:
        if name in dtype and dtype != name:
            return dtype.replace(name, short)
    return dtype


def _constant(value: object) -> str:
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    text = (
        f'"{value}"' if isinstance(value, str) and value.isprintable() and '"' not in value else repr(value)
    )
    return text if len(text) <= MAX_CONSTANT else text[: MAX_CONSTANT - 3] + "..."
