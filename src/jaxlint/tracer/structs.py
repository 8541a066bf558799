"""`jax.ShapeDtypeStruct`: shapes and dtypes without arrays, as arguments of what traces and as its results."""

from __future__ import annotations

from jaxlint.domain.avals import Aval, shaped
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
from jaxlint.signatures.queries import GIVES_LIKE
from jaxlint.tracer.arguments import CallArguments
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


def given_back(t: Tracer, name: str, args: CallArguments, node: tree.Node) -> Value:
    """What a call of a callback gives: arrays as `result_shape_dtypes` describes them."""
    position = GIVES_LIKE.get(name)
    if position is None:
        return UNKNOWN
    described = (
        args.keyword("result_shape_dtypes") if position < 0 else args.get(position, "result_shape_dtypes")
    )
    inputs = (
        *args.positional[position + 1 :],
        *(value for key, value in args.keywords if key != "vmap_method"),
    )

    def array(leaf: Value) -> Value:
        match leaf:
            case ShapeStruct(aval=aval) | Array(aval=aval) | NumPyArray(aval=aval):
                strong = shaped(aval.shape if aval.variadic is None else aval.variadic, aval.dtype, False)
                return t.made_array(strong, t.place(node.at), f"the result of `{name}`", *inputs)
        return UNKNOWN

    return UNKNOWN if described is None else map_values(t, described, array, node)
