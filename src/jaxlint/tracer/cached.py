"""When a call is served by a trace that JAX has already."""

from __future__ import annotations

from collections.abc import Sequence

from jaxlint.domain.dtypes import surely_different_dtypes
from jaxlint.domain.values import (
    Array,
    Const,
    External,
    FunctionValue,
    Object,
    PartialValue,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.tracer.core import Tracer

_DEEPEST = 6
"""Containers in containers that are compared."""


def identity(function: Value) -> Value:
    """What JAX keys its traces on: the function object, bound arguments included."""
    return identity(function.function) if isinstance(function, Transformed) else function


def must_retrace(t: Tracer, old: tuple[Value, ...], new: tuple[Value, ...]) -> bool:
    """Whether two calls surely have different signatures: other shapes, dtypes, static values or structure."""
    if len(old) != len(new):
        return True
    return any(_differ(t, a, b) for a, b in zip(old, new, strict=True))


def _differ(t: Tracer, a: Value, b: Value) -> bool:
    match a, b:
        case Array(aval=x), Array(aval=y):
            if x.shape is not None and y.shape is not None:
                if len(x.shape) != len(y.shape):
                    return True
                if any(
                    isinstance(p, int) and isinstance(q, int) and p != q
                    for p, q in zip(x.shape, y.shape, strict=True)
                ):
                    return True
            weak = x.weak is not None and y.weak is not None and x.weak != y.weak
            return weak or surely_different_dtypes(x.dtype, y.dtype)
        case Const(), Const():
            return a != b
        case (FunctionValue() | External() | PartialValue(), FunctionValue() | External() | PartialValue()):
            # Functions are compared by identity: what is made anew is another static argument.
            return a != b
        case TupleValue(items=x), TupleValue(items=y):
            return len(x) != len(y) or any(_differ(t, p, q) for p, q in zip(x, y, strict=True))
        case (Array(), TupleValue() | Const()) | (TupleValue() | Const(), Array()):
            return True
    return False


def hangs_on_x64(old: Value, new: Value) -> bool:
    """Whether two arguments have one signature where x64 is off, or where it is on, and not else."""
    match old, new:
        case Array(aval=x), Array(aval=y):
            return None not in (x.dtype, y.dtype) and x.dtype != y.dtype
        case TupleValue(items=x), TupleValue(items=y):
            return any(map(hangs_on_x64, x, y))
    return False


def reuses(t: Tracer, old: tuple[Value, ...], new: tuple[Value, ...]) -> bool:
    """Whether two calls surely have the same signature, unless what lies between has cleared the cache."""
    return _all_agree(t, old, new, _DEEPEST)


def _all_agree(t: Tracer, old: Sequence[Value], new: Sequence[Value], depth: int) -> bool:
    return len(old) == len(new) and all(_agree(t, a, b, depth) for a, b in zip(old, new, strict=True))


def _agree(t: Tracer, a: Value, b: Value, depth: int) -> bool:
    match a, b:
        case Const(), Const():
            return a == b
        case Array(aval=x), Array(aval=y):
            # A size that is a symbol may be another in each call.
            exact = x.shape is not None and all(isinstance(size, int) for size in x.shape)
            return exact and None not in (x.dtype, x.weak) and x == y
        case TupleValue(items=x), TupleValue(items=y):
            return _all_agree(t, x, y, depth)
        case Object(), Object() if depth:
            one, other = t.contents(a), t.contents(b)
            if (
                one is None
                or other is None
                or one.kind is not other.kind
                or one.items.keys() != other.items.keys()
            ):
                return False
            held = [(slot.value, other.items[key].value) for key, slot in one.items.items()]
            whole = all(each.complete and not each.shared for each in (one, other))
            return whole and all(_agree(t, *pair, depth - 1) for pair in held)
    return False


def clear_traces(t: Tracer, function: Value | None) -> None:
    """`f.clear_cache()`, or `jax.clear_caches()` for every function."""
    t.clears.add(t.root)
    inner = function.function if isinstance(function, Transformed) else None
    for serial, cells in list(t.live.frames()):
        for key in list(cells):
            if isinstance(key, tuple) and key[0] == "traces" and (function is None or key[2] == inner):
                t.live.delete(serial, key)
