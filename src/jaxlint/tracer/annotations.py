"""What annotations say of values: jaxtyping's shapes, `jax.Array`, `np.ndarray`, classes of the program.

The names in jaxtyping's shapes mean one size in one call: arguments of known shape give them theirs, for others they
are symbols that belong to the call (`Notes.sizes`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from jaxlint.domain.values import (
    UNKNOWN,
    Array,
    ClassValue,
    External,
    NumPyArray,
    PyTree,
    Tracedness,
    TupleValue,
    Unknown,
    Value,
)
from jaxlint.program import tree
from jaxlint.program.tree import ParameterKind
from jaxlint.signatures import annotations as rows
from jaxlint.signatures import shape_texts
from jaxlint.tracer.core import FrameInfo, Tracer
from jaxlint.tracer.operators import as_leaf
from jaxlint.tracer.promises import check_argument, check_length, check_result, check_variable
from jaxlint.tracer.pytrees import annotated_instance
from jaxlint.tracer.sizes import quietly
from jaxlint.tracer.stated import Stated, described, shape_of_array, stated
from jaxlint.tracer.trace_levels import annotated_object

Promised: TypeAlias = "Stated | tuple[Stated | None, ...]"
"""What an annotation says of a result, or of the items of a tuple."""

SEVERAL = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
"""Parameters whose annotations speak of each of their arguments."""


def annotate(t: Tracer, function: tree.Function, values: dict[str, Value]) -> Promised | None:
    """Add to the arguments what their annotations say; returns what is said of the result.

    Arguments whose shapes are known give the names in annotations their sizes, whatever their order.
    """
    said: dict[str, Stated] = {}
    for parameter in function.parameters:
        if parameter.annotation is not None and parameter.kind not in SEVERAL:
            description = stated(t, parameter.annotation)
            if description is None:
                continue
            said[parameter.name] = description
            value = values.get(parameter.name, UNKNOWN)
            shape = shape_of_array(value)
            if shape is not None and description.parts is not None:
                shape_texts.bind(description.parts, shape, t.current.noting().sizes)
    for parameter in function.parameters:
        value = values.get(parameter.name, UNKNOWN)
        if parameter.annotation is None or not (
            isinstance(value, (PyTree, Array, NumPyArray)) or value is UNKNOWN
        ):
            continue
        if parameter.name in said:
            values[parameter.name] = described(t, said[parameter.name], value, t.current.noting().sizes)
        elif isinstance(value, PyTree) and value.traced is Tracedness.DEFINITE:
            values[parameter.name] = _as_class(t, parameter.annotation, value) or value
        elif isinstance(value, Unknown) and not t.regions and parameter.default is None:
            named = _named(t, parameter.annotation)
            if isinstance(named, (ClassValue, External)):
                values[parameter.name] = annotated_object(t, named, value, parameter.annotation) or value
        if parameter.name in said:
            check_argument(t, parameter, said[parameter.name], value, t.current.noting().sizes)
    return None if function.returns is None or function.is_generator else _promised(t, function.returns)


def _items(t: Tracer, annotation: tree.Expr) -> tuple[tree.Expr, ...] | None:
    """The parts of `tuple[A, B]`."""
    match annotation:
        case tree.Subscript(
            value=tree.Name() | tree.Attribute() as base, index=tree.Sequence(elements=parts)
        ):
            ellipsis = any(isinstance(part, tree.Constant) and part.value is ... for part in parts)
            named = None if ellipsis else quietly(t, base)
            return parts if isinstance(named, External) and named.name in rows.TUPLES else None
    return None


def _promised(t: Tracer, annotation: tree.Expr) -> Promised | None:
    parts = _items(t, annotation)
    if parts is None:
        return stated(t, annotation)
    items = tuple(stated(t, part) for part in parts)
    return items if any(items) else None


def annotated_value(t: Tracer, annotation: tree.Expr, value: Value) -> Value:
    """The value of `x: Float[Array, "b d"] = value`."""
    if not isinstance(value, (PyTree, Array, NumPyArray)):
        return value
    description = stated(t, annotation)
    if description is None:
        return value
    check_variable(t, description, annotation, value, t.current.noting().sizes)
    return described(t, _as_far_as_checked(description, value), value, t.current.noting().sizes)


def as_promised(t: Tracer, promised: Promised, result: Value, info: FrameInfo) -> Value:
    """The result of a call of which an annotation says what it is."""
    returns = None if info.function is None else info.function.returns
    if isinstance(promised, Stated):
        return _as_stated(t, promised, result, info, returns)
    parts = None if returns is None else _items(t, returns)
    if parts is None or not isinstance(result, TupleValue):
        return result
    if len(result.items) != len(promised):
        if info.function is not None and returns is not None:
            check_length(t, info.function, promised, result, info, returns)
        return result
    items = (
        item if one is None else _as_stated(t, one, item, info, part)
        for one, item, part in zip(promised, result.items, parts, strict=True)
    )
    return replace(result, items=tuple(items))


def _as_stated(
    t: Tracer, promised: Stated, result: Value, info: FrameInfo, annotation: tree.Expr | None
) -> Value:
    if info.function is not None and annotation is not None:
        check_result(t, info.function, promised, result, info, annotation)
    if info.contradicted:
        # What comes of a wrong argument is not worth following.
        return replace(result, aval=result.aval.with_shape(None)) if isinstance(result, Array) else result
    if result is UNKNOWN and not (promised.typed and not promised.numpy):
        return result
    return described(t, _as_far_as_checked(promised, result), result, info.noting().sizes)


def _as_far_as_checked(description: Stated, value: Value) -> Stated:
    """What is stated of a value that the program makes. A shape that is not held against the value's own is often
    wrong: an array it is, but of any shape.
    """
    return replace(description, parts=None) if shape_of_array(value) is None else description


def _as_class(t: Tracer, annotation: tree.Expr, value: PyTree) -> Value | None:
    """The argument as an instance of the pytree class of the program that its annotation names, or a number."""
    named = _named(t, annotation)
    if isinstance(named, External) and named.name in rows.NUMBER_CLASSES:
        return as_leaf(value)
    if isinstance(named, (ClassValue, External)):
        made = annotated_object(t, named, value, annotation)
        return annotated_instance(t, named, value, annotation.at) if made is None else made
    return None


def _named(t: Tracer, annotation: tree.Expr) -> Value | None:
    """What an annotation that is a name stands for."""
    return quietly(t, annotation) if isinstance(annotation, (tree.Name, tree.Attribute)) else None
