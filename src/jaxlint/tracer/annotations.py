"""What annotations of parameters say of values: jaxtyping's shapes, `jax.Array`, `np.ndarray`."""

from __future__ import annotations

import re
from dataclasses import replace

from jaxlint.domain.avals import Aval, Dim, Symbol
from jaxlint.domain.values import (
    UNKNOWN,
    Array,
    ClassValue,
    Const,
    External,
    FunctionValue,
    NumPyArray,
    PyTree,
    Tracedness,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures import annotations as rows
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.operators import as_leaf
from jaxlint.tracer.pytrees import annotated_instance


def annotated(t: Tracer, annotation: tree.Expr, value: Value, function: FunctionValue) -> Value:
    """The argument, with what its parameter's annotation adds to what is known of it."""
    if not isinstance(value, PyTree | Array) and value is not UNKNOWN:
        return value
    if isinstance(value, PyTree) and value.traced is Tracedness.DEFINITE:
        known = _as_class(t, annotation, value)
        if known is not None:
            return known
    stated = _stated(t, annotation, function)
    match value, stated:
        case _, None:
            return value
        case PyTree(), Array() | NumPyArray():
            return replace(as_leaf(value), aval=stated.aval)
        case Array(aval=aval), Array() if aval.shape is None and stated.aval.shape is not None:
            return replace(value, aval=replace(stated.aval, dtype=aval.dtype or stated.aval.dtype))
        case Array(), _:
            return value
        case _, Array() if t.regions:
            # Many a program calls NumPy's arrays so as well: whether JAX stages what is done with it is not known.
            return replace(stated, traced=Tracedness.POSSIBLE, level=t.level)
    return value if stated is None else stated


def _as_class(t: Tracer, annotation: tree.Expr, value: PyTree) -> Value | None:
    """The argument as an instance of the pytree class of the program that its annotation names, or a number."""
    recording, t.recording = t.recording, False
    try:
        named = t.evaluate(annotation) if isinstance(annotation, tree.Name | tree.Attribute) else None
    finally:
        t.recording = recording
    if isinstance(named, External) and named.name in rows.NUMBER_CLASSES:
        return as_leaf(value)
    if isinstance(named, ClassValue | External):
        return annotated_instance(t, named, value, annotation.at)
    return None


def _stated(t: Tracer, annotation: tree.Expr, function: FunctionValue) -> Array | NumPyArray | None:
    """The value that an annotation describes, if it describes an array."""
    recording, t.recording = t.recording, False
    try:
        if isinstance(annotation, tree.Subscript):
            base = t.evaluate(annotation.value)
            if isinstance(base, External) and base.name in rows.JAXTYPING_DTYPES:
                index = t.evaluate(annotation.index)
                if isinstance(index, TupleValue) and len(index.items) == 2:
                    kind, text = index.items
                    if isinstance(text, Const) and isinstance(text.value, str):
                        aval = Aval(parse_shape(text.value, function.place.at), None)
                        if isinstance(kind, External) and kind.name in rows.ARRAY_CLASSES:
                            return Array(aval)
                        if isinstance(kind, External) and kind.name in rows.NUMPY_CLASSES:
                            return NumPyArray(aval)
            return None
        named = t.evaluate(annotation) if isinstance(annotation, tree.Name | tree.Attribute) else None
    finally:
        t.recording = recording
    if isinstance(named, External):
        if named.name in rows.ARRAY_CLASSES:
            return Array(Aval())
        if named.name in rows.NUMPY_CLASSES:
            return NumPyArray(Aval())
    return None


def parse_shape(text: str, scope: int = 0) -> tuple[Dim, ...] | None:
    """Dimensions of a jaxtyping shape: `"batch 3 _"`; None where the rank is not fixed (`...`, `*batch`)."""
    dims: list[Dim] = []
    for token in text.split():
        token = token.removeprefix("?")
        if token == "..." or token.startswith(("*", "#*")):
            return None
        broadcastable = token.startswith("#")
        token = token.removeprefix("#").partition("=")[2] or token.removeprefix("#")
        if re.fullmatch(r"\d+", token):
            dims.append(None if broadcastable else int(token))
        elif re.fullmatch(r"[A-Za-z]\w*", token) and not broadcastable:
            dims.append(Symbol(token, scope))
        else:
            dims.append(None)
    return tuple(dims)
