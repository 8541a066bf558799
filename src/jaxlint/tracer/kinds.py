"""`isinstance`, `callable`, `issubdtype`: what kind of Python object a value is, and of which kind its numbers are."""

from __future__ import annotations

import builtins
import enum

from jaxlint.domain.lattice import host_type
from jaxlint.domain.values import (
    Array,
    BoundMethod,
    ClassValue,
    Const,
    DType,
    Extent,
    External,
    FunctionValue,
    Host,
    NumPyArray,
    Object,
    PartialValue,
    Tracedness,
    Transformed,
    TupleValue,
    Value,
    VariadicTuple,
)
from jaxlint.program import tree
from jaxlint.signatures.classes import ENUMS
from jaxlint.signatures.kinds import dtype_kind, is_class_of_numbers, kinds_below
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.builtins import handles
from jaxlint.tracer.classes import ancestry, class_of_member, has_own, is_enumeration
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.state import Kind

ARRAY_TYPES = {"jax.Array", "jax.numpy.ndarray"}
HOST_TYPES: dict[str, type] = {
    f"builtins.{name}": cls
    for name, cls in vars(builtins).items()
    if isinstance(cls, type) and cls not in (object, frozenset)
}
"""Python's own classes, none of which is a base of an array's. Sets are not told from frozen ones."""


@handles("builtins.isinstance")
def isinstance_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    if len(args.positional) != 2:
        return Host("bool")
    value, classes = args.positional
    options = classes.items if isinstance(classes, TupleValue) else (classes,)
    verdicts = [_is_instance(t, value, option) for option in options]
    if True in verdicts:
        return Const(True)
    return Host("bool") if None in verdicts else Const(False)


def _is_instance(t: Tracer, value: Value, cls: Value) -> bool | None:
    """Whether a value is an instance of one class, where that is known."""
    name = cls.name if isinstance(cls, External) else None
    match value:
        case Const(enum.Enum() as member):
            return _member_is_instance(t, member, cls)
        case Array(traced=how):
            if name in ARRAY_TYPES:
                return True
            if name in ("jax.core.Tracer", "jax.extend.core.Tracer"):
                return {Tracedness.DEFINITE: True, Tracedness.NO: False}.get(how)
            return (
                False
                if name in HOST_TYPES
                or name == "numpy.ndarray"
                or isinstance(cls, ClassValue)
                or is_class_of_numbers(cls)
                else None
            )
        case NumPyArray():
            if name == "numpy.ndarray":
                # A reduction gives a NumPy scalar, which is none.
                return True if value.aval.shape else None
            return False if name in ARRAY_TYPES or name in HOST_TYPES or isinstance(cls, ClassValue) else None
        case Const() | Host() | Extent() | VariadicTuple() | DType():
            kind = host_type(value)
            if kind is None or name is None:
                return None
            if isinstance(value, Const) and kinds_below(cls) is not None:
                return False
            if name in ARRAY_TYPES or name == "numpy.ndarray":
                return False if kind in ("int", "float", "bool", "str", "NoneType", "tuple") else None
            if isinstance(value, Const) and name in HOST_TYPES:
                return isinstance(value.value, HOST_TYPES[name])
            return True if name == f"builtins.{kind}" else None
        case TupleValue(class_place=place):
            if name in HOST_TYPES:
                return name == "builtins.tuple"
            if isinstance(cls, ClassValue):
                return place == cls.place
            return False if name in ARRAY_TYPES or name == "numpy.ndarray" else None
        case Object():
            return _object_is_instance(t, value, cls, name)
    return None


def _member_is_instance(t: Tracer, member: enum.Enum, cls: Value) -> bool | None:
    owner = class_of_member(member)
    match cls:
        case ClassValue() if owner is not None and is_enumeration(t, cls):
            return any(info.value.place == cls.place for info in ancestry(t, owner))
        case ClassValue() if owner is not None:
            return True if any(info.value == cls for info in ancestry(t, owner)) else None
        case External(name) if name in HOST_TYPES or name in ENUMS:
            return isinstance(member, HOST_TYPES.get(name) or ENUMS[name])
        case External(name) if name in ARRAY_TYPES or name == "numpy.ndarray":
            return False
    return None


def _object_is_instance(t: Tracer, value: Object, cls: Value, name: str | None) -> bool | None:
    contents = t.contents(value)
    if contents is None:
        return None
    if contents.kind is Kind.LIST and contents.class_value is not None:
        # A library's own kind of list.
        return False if name in HOST_TYPES else None
    if contents.kind is not Kind.INSTANCE:
        if name in HOST_TYPES:
            return name == f"builtins.{contents.kind.value}"
        return (
            False if name in ARRAY_TYPES or name == "numpy.ndarray" or isinstance(cls, ClassValue) else None
        )
    owner = contents.class_value
    if isinstance(owner, ClassValue) and isinstance(cls, ClassValue):
        if any(info.value == cls for info in ancestry(t, owner)):
            return True
        return False if contents.complete else None
    return None


@handles("builtins.callable")
def callable_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """Arrays and numbers are not, functions and classes are; of instances it is not known."""
    match args.positional:
        case [Const(enum.Enum()) as member] if has_own(t, member, "__call__"):
            return Const(True)
        case [Array() | NumPyArray() | Extent() | DType() | Const()]:
            return Const(False)
        case [FunctionValue() | BoundMethod() | ClassValue() | PartialValue() | Transformed()]:
            return Const(True)
    return Host("bool")


@handles("jax.numpy.issubdtype", "jax.dtypes.issubdtype")
def issubdtype_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    if len(args.positional) != 2:
        return Host("bool")
    kind, kinds = dtype_kind(args.positional[0]), kinds_below(args.positional[1])
    return Host("bool") if kind is None or kinds is None else Const(kind in kinds)
