"""Functions that ask for a shape, and those that raise unless their arguments have one: it is known from then on."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.domain.avals import Shape, Variadic, shaped
from jaxlint.domain.dims import Dim
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Array,
    Const,
    External,
    NumPyArray,
    Object,
    ShapeStruct,
    TupleValue,
    Value,
    VariadicTuple,
    number_of,
    size_of_number,
)
from jaxlint.program import tree
from jaxlint.signatures.einops_rows import sides
from jaxlint.signatures.queries import ATTRIBUTE_FUNCTIONS, attribute_read_by
from jaxlint.signatures.reading import jax_dtype
from jaxlint.signatures.shapes import product, unknown_dims
from jaxlint.signatures.table import lookup
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.attributes import attribute
from jaxlint.tracer.builtins import first_of, handles
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.library import apply_row, apply_signature, plain
from jaxlint.tracer.size_tests import learn_shape, learn_size, same_shape
from jaxlint.tracer.size_tuples import sizes_of
from jaxlint.tracer.sizes import learn, own_array


def _checked(t: Tracer, args: CallArguments) -> tuple[tree.Expr, ...]:
    """The expressions of the arrays that a call checks: its first argument, or the items of that list."""
    node = args.node(0, "inputs")
    if isinstance(node, tree.Sequence):
        return node.elements
    return () if node is None else (node,)


@handles(*ATTRIBUTE_FUNCTIONS)
def read_attribute(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`jnp.shape(x)` is `x.shape`."""
    name = _called(t, node)
    signature, value = lookup(name), first_of(args)
    attribute_name = attribute_read_by(name)
    if signature is None or attribute_name is None:
        return UNKNOWN
    if isinstance(value, (Array, NumPyArray)) and len(args.all_values()) == 1:
        return attribute(
            t, value, attribute_name, tree.Attribute(node.at, tree.Opaque(node.at), attribute_name)
        )
    return apply_signature(t, signature, args, node)


def _called(t: Tracer, node: tree.Node) -> str:
    """The canonical name of the function that a handler of several stands for."""
    callee = t.last_callee.get(node.at)
    return callee.name if isinstance(callee, External) else ""


@handles("chex.assert_shape")
def assert_shape(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`assert_shape(x, (None, 3))`, `assert_shape([x, y], (3,))`, `assert_shape([x, y], [(3,), (4,)])`."""
    expected = plain(t, args.get(1, "expected_shapes") or NONE)
    arrays = _checked(t, args)
    if isinstance(expected, TupleValue):
        each = expected.items and all(isinstance(item, (TupleValue, Object)) for item in expected.items)
        shapes = expected.items if each else (expected,) * len(arrays)
        for array, shape in zip(arrays, shapes, strict=False):
            learn_shape(t, array, shape)
    return NONE


@handles("chex.assert_rank")
def assert_rank(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    expected = plain(t, args.get(1, "expected_ranks") or NONE)
    arrays = _checked(t, args)
    ranks = expected.items if isinstance(expected, TupleValue) else (expected,) * len(arrays)
    for array, rank in zip(arrays, ranks, strict=False):
        if isinstance(rank, Const) and isinstance(rank.value, int) and 0 <= rank.value < 32:
            learn(t, array, unknown_dims(rank.value))
    return NONE


@handles("einops.rearrange", "einops.reduce", "einops.repeat")
def einops_call(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """The pattern names the axes of the array that it takes, which then has as many."""
    shown, text = args.node(0, "tensor"), args.get(1, "pattern")
    pattern = sides(text.value) if isinstance(text, Const) and isinstance(text.value, str) else None
    array = None if shown is None else own_array(t, shown)
    if pattern is not None and array is not None and array.aval.shape is None and shown is not None:
        left = pattern[0]
        if not any("..." in group for group in left):
            learn(t, shown, tuple(_size_of_group(t, group) for group in left))
            known = own_array(t, shown)
            if known is not None and args.positional:
                args = replace(args, positional=(known, *args.positional[1:]))
    return apply_row(t, _called(t, node), args, node)


def _size_of_group(t: Tracer, group: tuple[str, ...]) -> Dim:
    """The size of one axis of a pattern: `b` is a name for it, `(h w)` is not."""
    if not group:
        return 1
    return t.naming.new_size(group[0]) if len(group) == 1 and not group[0].isdecimal() else None


@handles("chex.assert_equal_shape")
def assert_equal_shape(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    first, *others = _checked(t, args) or (None,)
    if args.keyword("dims") is None and first is not None:
        for other in others:
            same_shape(t, first, other)
    return NONE


@handles("chex.assert_trees_all_equal_shapes", "chex.assert_trees_all_equal_shapes_and_dtypes")
def assert_trees_all_equal_shapes(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """Of trees that are known to be arrays."""
    given = zip(args.positional, args.nodes, strict=False)
    shown = [one for value, one in given if isinstance(value, (Array, NumPyArray)) and one is not None]
    if len(shown) == len(args.positional) and not args.more:
        for other in shown[1:]:
            same_shape(t, shown[0], other)
    return NONE


@handles("chex.assert_axis_dimension")
def assert_axis_dimension(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`assert_axis_dimension(x, 0, n)`."""
    shown, axis = args.node(0, "tensor"), args.get(1, "axis")
    size = size_of_number(args.get(2, "expected") or UNKNOWN)
    if isinstance(shown, tree.Name) and isinstance(axis, Const) and isinstance(axis.value, int):
        learn_size(t, shown, axis.value, size)
    return NONE


@handles("math.prod")
def product_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`math.prod(x.shape)`."""
    value = first_of(args)
    if len(args.all_values()) == 1 and not args.more and not args.more_keywords:
        if isinstance(value, VariadicTuple):
            return number_of(value.shape.size)
        sizes = sizes_of(value.items) if isinstance(value, TupleValue) else None
        if sizes is not None:
            return number_of(product(sizes))
    return UNKNOWN


@handles("jax.ShapeDtypeStruct")
def shape_struct(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`jax.ShapeDtypeStruct((8, 128), jnp.float32)`."""
    shape, dtype = args.get(0, "shape"), args.get(1, "dtype")
    sizes: Shape | Variadic | None = None
    match None if shape is None else plain(t, shape):
        case TupleValue(items=items):
            sizes = sizes_of(items)
        case VariadicTuple(shape=variadic):
            sizes = variadic
    weak = None if args.more_keywords or args.keyword("weak_type") is not None else False
    return ShapeStruct(shaped(sizes, jax_dtype(dtype), weak))
