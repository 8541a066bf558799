"""Comparisons: `==` and its kin, `is`, `in`."""

from __future__ import annotations

import enum

from jaxlint.domain.dims import minus
from jaxlint.domain.dtypes import same_dtype
from jaxlint.domain.lattice import host_type
from jaxlint.domain.values import (
    UNKNOWN,
    Array,
    BoundMethod,
    ClassValue,
    Const,
    DType,
    Extent,
    External,
    FunctionValue,
    Host,
    ModuleValue,
    NumPyArray,
    Object,
    PartialValue,
    PyTree,
    RefValue,
    ShapeStruct,
    Transformed,
    TupleValue,
    Value,
    VariadicTuple,
    plain,
    size_of_number,
)
from jaxlint.program import tree
from jaxlint.signatures.libraries import MODULES
from jaxlint.signatures.reading import numpy_dtype
from jaxlint.tracer.classes import class_of_member
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.operators import COMPARISONS, SCALARS, array_binary, folded, number_kind, numpy_binary
from jaxlint.tracer.state import Kind


def compare(
    t: Tracer, op: str, left: Value, right: Value, node: tree.Node, operands: tuple[tree.Expr, tree.Expr]
) -> Value:
    """One comparison of a chain."""
    if op in ("is", "is not"):
        same = identical(left, right)
        return Host("bool") if same is None else Const(same is (op == "is"))
    if op in ("in", "not in"):
        return _membership(t, op, left, right)
    if isinstance(left, Const) and isinstance(right, Const):
        if _may_be_of_one_class(left, right):
            return Host("bool")
        return folded(COMPARISONS[op], left.value, right.value)
    if isinstance(left, TupleValue) and isinstance(right, TupleValue):
        if all(isinstance(item, Const) for item in left.items + right.items):
            a = tuple(item.value for item in left.items if isinstance(item, Const))
            b = tuple(item.value for item in right.items if isinstance(item, Const))
            return folded(COMPARISONS[op], a, b)
        return Host("bool")
    if op in ("==", "!=") and (_is_dtype(left) or _is_dtype(right)):
        same = _same_dtype(left, right)
        return Host("bool") if same is None else Const(same is (op == "=="))
    for side in (left, right):
        if isinstance(side, Const) and not isinstance(plain(side.value), SCALARS) and op in ("==", "!="):
            return Host("bool")
    if any(isinstance(side, TupleValue) and side.class_place is not None for side in (left, right)):
        # JAX refuses tuples, and leaves their subclasses to Python (JAX 0.10, 0.12).
        return Host("bool")
    if isinstance(left, (Array, PyTree)) or isinstance(right, (Array, PyTree)):
        if isinstance(left, PyTree) and isinstance(right, PyTree):
            return UNKNOWN
        return array_binary(t, op, left, right, node, operands)
    if isinstance(left, NumPyArray) or isinstance(right, NumPyArray):
        return numpy_binary(op, left, right)
    if all(isinstance(side, (TupleValue, VariadicTuple)) for side in (left, right)):
        return Host("bool")
    if number_kind(left) is not None and number_kind(right) is not None:
        apart = minus(size_of_number(left), size_of_number(right))
        return folded(COMPARISONS[op], apart, 0) if isinstance(apart, int) else Host("bool")
    return UNKNOWN


def _is_dtype(value: Value) -> bool:
    return isinstance(value, (DType, Host)) and host_type(value) == "dtype"


def _same_dtype(left: Value, right: Value) -> bool | None:
    """Whether two dtypes, or a dtype and what names one, are the same under each setting of x64."""
    one, other = (side.name if isinstance(side, DType) else numpy_dtype(side) for side in (left, right))
    return None if one is None or other is None else same_dtype(one, other)


def _may_be_of_one_class(left: Const, right: Const) -> bool:
    """Whether two members are of enumerations that one statement has made: the program may mean the same."""
    owners = [class_of_member(side.value) for side in (left, right)]
    return (
        owners[0] is not None
        and owners[1] is not None
        and owners[0].place == owners[1].place
        and type(left.value) is not type(right.value)
    )


def _membership(t: Tracer, op: str, left: Value, right: Value) -> Value:
    contents = t.contents(right)
    if (
        isinstance(left, Const)
        and contents is not None
        and contents.kind is Kind.DICT
        and not contents.shared
    ):
        from jaxlint.tracer.dicts import key_in

        if key_in(contents.items, left) in contents.items:
            return Const(op == "in")
        if contents.complete:
            return Const(op == "not in")
    if isinstance(left, Const) and isinstance(right, TupleValue):
        known = [item.value for item in right.items if isinstance(item, Const)]
        if left.value in known or len(known) == len(right.items):
            return Const((left.value in known) is (op == "in"))
    if isinstance(left, Const) and isinstance(left.value, enum.Enum):
        owner = class_of_member(left.value)
        if owner == right or (isinstance(right, Const) and type(left.value) is type(right.value)):
            return _flag_in(op, left.value, right)
    if isinstance(left, Const) and isinstance(right, Const) and isinstance(right.value, str):
        if isinstance(left.value, str):
            return Const((left.value in right.value) is (op == "in"))
    return Host("bool")


def _flag_in(op: str, member: enum.Enum, right: Value) -> Value:
    """`member in Mode`, or in a combination of flags."""
    if isinstance(right, ClassValue):
        return Const(op == "in")
    if isinstance(right, Const) and isinstance(right.value, enum.Flag) and isinstance(member, enum.Flag):
        return Const((member in right.value) is (op == "in"))
    return Host("bool")


def identical(left: Value, right: Value) -> bool | None:
    """What `left is right` is, where it is known."""
    for a, b in ((left, right), (right, left)):
        if a == Const(None):
            match b:
                case Const(constant):
                    return constant is None
                case Host(kind) if kind not in (None, "NoneType"):
                    return False
                case (
                    Array()
                    | NumPyArray()
                    | TupleValue()
                    | Object()
                    | FunctionValue()
                    | BoundMethod()
                    | ClassValue()
                ):
                    return False
                case (
                    ModuleValue()
                    | PartialValue()
                    | Transformed()
                    | Extent()
                    | RefValue()
                    | VariadicTuple()
                    | DType()
                    | ShapeStruct()
                ):
                    return False
            return None
    if isinstance(left, Const) and isinstance(right, Const):
        if isinstance(left.value, enum.Enum) and isinstance(right.value, enum.Enum):
            return None if _may_be_of_one_class(left, right) else left.value is right.value
        if isinstance(left.value, bool) or isinstance(right.value, bool):
            return left == right
        return None if left == right else False
    if isinstance(left, External) and isinstance(right, External):
        if left == right:
            return True
        return False if left.name in MODULES and right.name in MODULES else None
    return None
