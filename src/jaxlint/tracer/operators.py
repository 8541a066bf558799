"""What operators and truth mean on abstract values."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

from jaxlint.domain.avals import Aval
from jaxlint.domain.dims import ARITHMETIC as ARITHMETIC_OF_SIZES
from jaxlint.domain.dims import times
from jaxlint.domain.lattice import host_type
from jaxlint.domain.values import (
    UNKNOWN,
    Array,
    BoundMethod,
    ClassValue,
    Const,
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
    Transformed,
    TupleValue,
    Value,
    VariadicTuple,
    number_of,
    plain,
    size_of_number,
    tuple_of,
)
from jaxlint.program import tree
from jaxlint.signatures import annotations as classes
from jaxlint.signatures import operators as rows
from jaxlint.signatures.any_rank import of_operands
from jaxlint.signatures.reading import operand
from jaxlint.signatures.signature import Mismatch
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.cuts import differentiated
from jaxlint.tracer.key_misuse import check_arithmetic
from jaxlint.tracer.mismatch import report_mismatch
from jaxlint.tracer.outer import note_difference
from jaxlint.tracer.refs import check_operand
from jaxlint.tracer.sequences import check_operands
from jaxlint.tracer.size_tuples import joined, sizes_of
from jaxlint.tracer.state import Kind
from jaxlint.tracer.world import as_text, derived, note_use

LIMIT = 1 << 64
"""Numbers and lengths beyond this are not folded."""

ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
SMOOTH = frozenset("+ - * / ** @".split())
"""Operators whose result has a tangent where an operand has one."""
SIGNS: dict[str, Callable[[Any], Any]] = {"-": operator.neg, "+": operator.pos, "~": operator.invert}
SCALARS = (int, float, complex, bool)


def as_leaf(value: PyTree) -> Array:
    """An argument known to be an array after all."""
    kept = value.traced, value.level, value.origin, value.answers, value.key, value.tangent, value.handed
    return Array(Aval(), *kept)


def aval_of(value: Value) -> Aval | None:
    """The aval of a value that operators take as an array; None where it is none, or not known to be."""
    match value:
        case Array(aval=aval) | NumPyArray(aval=aval):
            return aval
        case Const(bool() | int() | float() | complex()) | Extent() | Host("int" | "float" | "bool"):
            return operand(value)
        case PyTree():
            return Aval()
    return None


def truth(t: Tracer, value: Value) -> bool | None:
    """What `bool(value)` is, where it is known."""
    match value:
        case Const(constant):
            return bool(constant)
        case TupleValue(items=items):
            return bool(items)
        case FunctionValue() | BoundMethod() | ClassValue() | ModuleValue() | PartialValue() | Transformed():
            return True
        case Object():
            contents = t.contents(value)
            if contents is not None and contents.kind is not Kind.INSTANCE:
                if contents.items:
                    return True if not contents.shared else None
                return False if contents.complete and not contents.shared else None
    return None


def negate(known: bool | None) -> Value:
    return Host("bool") if known is None else Const(not known)


def unary(t: Tracer, op: str, operand: Value, node: tree.Expr) -> Value:
    match operand:
        case Const(constant) if isinstance(constant, SCALARS):
            return folded(lambda _, number: SIGNS[op](number), None, constant)
        case Array() | PyTree():
            if isinstance(node, tree.Unary):
                check_arithmetic(t, op, node, (operand, node.operand))
            aval = operand.aval if isinstance(operand, Array) else Aval()
            outcome = of_operands(partial(rows.unary, op), aval)
            result = outcome if isinstance(outcome, Aval) else Aval()
            made = t.made_array(result, t.place(node.at), f"`{t.text(node)}`", operand, operator=True)
            return differentiated(t, made, (operand,), node, smooth=op in SMOOTH)
        case NumPyArray(aval=aval):
            outcome = of_operands(partial(rows.unary, op), aval)
            return NumPyArray(outcome if isinstance(outcome, Aval) else Aval())
        case Host("int" | "float" as kind):
            return Host(kind, cut=operand.cut)
        case Extent(size=size):
            return number_of({"-": times(size, -1), "+": size}.get(op))
        case RefValue() if isinstance(node, tree.Unary):
            check_operand(t, operand, node.operand)
    return UNKNOWN


def binary(
    t: Tracer, op: str, left: Value, right: Value, node: tree.Node, operands: tuple[tree.Expr, tree.Expr]
) -> Value:
    """`left op right`; shapes that do not fit are reported."""
    if isinstance(left, Const) and isinstance(right, Const):
        return folded(ARITHMETIC.get(op), left.value, right.value)
    if isinstance(left, RefValue) or isinstance(right, RefValue):
        check_operand(t, left, operands[0])
        check_operand(t, right, operands[1])
        return UNKNOWN
    if op == "|" and (_is_array_class(left) or _is_array_class(right)):
        return PartialValue(External("typing.Union"), (left, right), ())
    if op == "%" and isinstance(left, Const) and isinstance(left.value, str):
        return as_text(t, [right], node)
    if isinstance(left, (Array, PyTree)) or isinstance(right, (Array, PyTree)):
        return array_binary(t, op, left, right, node, operands)
    if isinstance(left, NumPyArray) or isinstance(right, NumPyArray):
        return numpy_binary(op, left, right)
    if isinstance(left, TupleValue) and isinstance(right, TupleValue) and op == "+":
        return TupleValue(left.items + right.items)
    if isinstance(left, (TupleValue, VariadicTuple)) and isinstance(right, (TupleValue, VariadicTuple)):
        return (joined((left, right)) if op == "+" else None) or UNKNOWN
    if op == "*":
        for sequence, count in ((left, right), (right, left)):
            if isinstance(sequence, TupleValue) and isinstance(count, Const) and isinstance(count.value, int):
                if 0 <= count.value * len(sequence.items) <= 64:
                    return TupleValue(sequence.items * count.value)
            elif (
                isinstance(sequence, TupleValue) and number_kind(count) == "int" and sizes_of(sequence.items)
            ):
                return tuple_of(None)
    if isinstance(left, Extent) or isinstance(right, Extent):
        size = (
            ARITHMETIC_OF_SIZES[op](size_of_number(left), size_of_number(right))
            if op in ARITHMETIC_OF_SIZES
            else None
        )
        if size is not None:
            return number_of(size)
    if op == "*" and Const(0) in (left, right) and number_kind(left) == number_kind(right) == "int":
        return Const(0)
    kinds = {k for k in (number_kind(left), number_kind(right)) if k is not None}
    if number_kind(left) is not None and number_kind(right) is not None:
        return derived(Host("float" if "float" in kinds or op == "/" else "int"), left, right)
    return (
        derived(Host("str"), left, right) if op == "+" and "str" in map(host_type, (left, right)) else UNKNOWN
    )


def numpy_binary(op: str, left: Value, right: Value) -> Value:
    """What NumPy makes of an array and another operand; of an array of JAX it would be one of JAX."""
    if UNKNOWN in (left, right):
        return UNKNOWN
    a, b = aval_of(left), aval_of(right)
    outcome = None if a is None or b is None else of_operands(partial(rows.binary, op), a, b)
    return NumPyArray(outcome if isinstance(outcome, Aval) else Aval())


def _is_array_class(value: Value) -> bool:
    """Whether a value is what an annotation of an array says: `Array | None` is a class as well."""
    match value:
        case External(name):
            return name in classes.ARRAY_CLASSES | classes.NUMPY_CLASSES | classes.ARRAY_LIKE
        case PartialValue(function=External(name)):
            return name in classes.JAXTYPING_DTYPES | classes.UNIONS
    return False


def array_binary(
    t: Tracer, op: str, left: Value, right: Value, node: tree.Node, operands: tuple[tree.Expr, tree.Expr]
) -> Value:
    if t.regions:
        note_use(t, left, right)
    check_arithmetic(t, op, node, (left, operands[0]), (right, operands[1]))
    if isinstance(left, PyTree) or isinstance(right, PyTree):
        # `carry + (x,)` and `leaves * 2` are containers as well as arithmetic may be.
        other = right if isinstance(left, PyTree) else left
        if op in "+*|&" and not (op == "+" and isinstance(other, (Const, Array, NumPyArray))):
            if not isinstance(other, (Array, NumPyArray)):
                return left if isinstance(left, PyTree) else right
    a, b = aval_of(left), aval_of(right)
    result = Aval(None, "bool") if op in COMPARISONS else Aval()
    if a is not None and b is not None:
        outcome = of_operands(partial(rows.binary, op), a, b)
        if isinstance(outcome, Mismatch):
            report_mismatch(t, op, outcome, node, (("a", operands[0], left), ("b", operands[1], right)))
        elif isinstance(outcome, Aval):
            result = outcome
            note_difference(t, op, (left, right), node, operands)
    elif isinstance(left, (Object, TupleValue)) or isinstance(right, (Object, TupleValue)):
        check_operands(t, op, left, right, node, operands)
        return UNKNOWN
    made = t.made_array(result, t.place(node.at), f"the result of `{op}`", left, right, operator=True)
    if not t.regions:
        return made
    return differentiated(t, made, (left, right), node, smooth=op in SMOOTH, steps=op == "//")


def number_kind(value: Value) -> str | None:
    match value:
        case Const(constant) if isinstance(constant, SCALARS):
            return type(plain(constant)).__name__
        case Host("int" | "float" | "bool" as kind):
            return kind
        case Extent():
            return "int"
    return None


def folded(function: Callable[[Any, Any], Any] | None, left: Any, right: Any) -> Value:
    """The constant that Python computes, if it is small."""
    if function is None:
        return UNKNOWN
    if function is operator.pow and isinstance(right, int) and abs(right) > 64:
        return Host(type(plain(left)).__name__)
    if function is operator.lshift and isinstance(right, int) and right > 64:
        return Host("int")
    if function is operator.mul and any(isinstance(x, (str, bytes, tuple)) for x in (left, right)):
        return UNKNOWN
    if function is operator.mod and isinstance(left, (str, bytes)):
        return Host("str")
    try:
        value = function(left, right)
    except Exception:  # the program's own error: division by zero, operands of wrong types
        return UNKNOWN
    if isinstance(value, int) and abs(value) > LIMIT:
        return Host("int")
    if isinstance(value, (str, bytes)) and len(value) > 10_000:
        return Host(type(value).__name__)
    return Const(value)
