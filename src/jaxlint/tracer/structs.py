"""`jax.ShapeDtypeStruct`: shapes and dtypes without arrays, as arguments of what traces and as its results."""

from __future__ import annotations

from jaxlint.domain.avals import Aval
from jaxlint.domain.values import (
    UNKNOWN,
    Array,
    Const,
    Extent,
    Host,
    NumPyArray,
    PyTree,
    ShapeStruct,
    Value,
)
from jaxlint.program import tree
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.operators import aval_of
from jaxlint.tracer.trees import map_values


def structs_of(t: Tracer, result: Value, node: tree.Node) -> Value:
    """What `jax.eval_shape` gives for what the function returns."""

    def struct(leaf: Value) -> Value:
        match leaf:
            case Array(aval=aval) | NumPyArray(aval=aval):
                return ShapeStruct(aval)
            case Const(bool() | int() | float() | complex()) | Host("int" | "float" | "bool") | Extent():
                return ShapeStruct(aval_of(leaf) or Aval())
            case PyTree():
                return UNKNOWN
        return leaf

    return map_values(t, result, struct, node)
