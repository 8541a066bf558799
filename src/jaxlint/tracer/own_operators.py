"""Operators on instances of the program's own classes: Python calls their methods."""

from __future__ import annotations

from jaxlint.domain.values import (
    UNKNOWN,
    Array,
    Const,
    External,
    Host,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.operators import BINARY_FUNCTIONS, SIGN_FUNCTIONS
from jaxlint.tracer.classes import has_own
from jaxlint.tracer.core import Tracer

_METHODS = {
    op: (f"__{name}__", f"__r{name}__")
    for name, op in ((name.removesuffix("_"), op) for name, op in BINARY_FUNCTIONS.items())
} | {
    "<": ("__lt__", "__gt__"),
    ">": ("__gt__", "__lt__"),
    "<=": ("__le__", "__ge__"),
    ">=": ("__ge__", "__le__"),
    "==": ("__eq__", "__eq__"),
}
_UNARY = {op: f"__{name}__" for name, op in SIGN_FUNCTIONS.items()}
_NOT_IMPLEMENTED = External("builtins.NotImplemented")


def binary_method(t: Tracer, op: str, left: Value, right: Value, node: tree.Node) -> Value | None:
    """What the left operand's method gives, or the reflected one of the right where the left is a number or an array
    of JAX's, which leaves what it does not know to the other; None where neither is known.
    """
    if op not in _METHODS:
        return None
    method, reflected = _METHODS[op]
    if has_own(t, left, method):
        result = _call(t, left, method, (right,), node)
    elif _leaves_to_other(left) and has_own(t, right, reflected):
        result = UNKNOWN if has_own(t, right, "__jax_array__") else _call(t, right, reflected, (left,), node)
    else:
        return None
    return UNKNOWN if result == _NOT_IMPLEMENTED else result


def unary_method(t: Tracer, op: str, operand: Value, node: tree.Node) -> Value | None:
    """What `-x`, `+x` and `~x` are for an instance whose class defines them."""
    method = _UNARY.get(op)
    if method is None or not has_own(t, operand, method):
        return None
    return _call(t, operand, method, (), node)


def truth_method(t: Tracer, value: Value, node: tree.Node) -> Value:
    """What is asked for its truth: what `__bool__` gives, where an instance has one."""
    if has_own(t, value, "__bool__"):
        return _call(t, value, "__bool__", (), node)
    return value


def _leaves_to_other(left: Value) -> bool:
    """Whether a left operand has no method of its own for instances: of a tuple a subclass comes first."""
    return isinstance(left, (Array, Const, Host)) or (
        isinstance(left, TupleValue) and left.class_place is None
    )


def _call(t: Tracer, receiver: Value, name: str, arguments: tuple[Value, ...], node: tree.Node) -> Value:
    from jaxlint.tracer.calls import call_method

    return call_method(t, receiver, name, arguments, node)
