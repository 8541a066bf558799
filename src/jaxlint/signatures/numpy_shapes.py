"""Shape rules of NumPy's functions, made from those of JAX: shapes agree, dtypes and errors do not."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from jaxlint.domain.avals import Aval
from jaxlint.domain.values import Array, Const, External, NumPyArray, PyTree, TupleValue, Value
from jaxlint.signatures import (
    along_axes,
    creation,
    decompositions,
    diagonals,
    elementwise_rows,
    joining,
    linear,
    lookups,
    manipulation,
    models,
    reductions,
)
from jaxlint.signatures.elementwise import Arithmetic, elementwise
from jaxlint.signatures.reading import dims, is_absent, is_impossible_shape, numpy_dtype, operand
from jaxlint.signatures.rows import Table
from jaxlint.signatures.signature import Arguments, Mismatch, Outcome, ShapeRule

_WIDE = {"int": "int64", "uint": "uint64", "float": "float64", "complex": "complex128"}


@functools.cache
def _jax_rows() -> Table:
    modules = (
        along_axes,
        creation,
        decompositions,
        diagonals,
        elementwise_rows,
        joining,
        linear,
        lookups,
        manipulation,
        models,
        reductions,
    )
    return Table(family for module in modules for family in module.FAMILIES)


def jax_rule(name: str) -> ShapeRule:
    """The rule of a function of JAX, looked up when first called."""

    def rule(args: Arguments) -> Outcome:
        row = _jax_rows().get(name)
        return None if row is None or row.shape is None else row.shape(args)

    return rule


def holds_jax_array(values: Mapping[str, Value]) -> bool:
    """Whether an argument is, holds or may be an array of JAX."""
    return any(map(_may_hold_jax_array, values.values()))


def _may_hold_jax_array(value: Value) -> bool:
    if isinstance(value, TupleValue):
        return any(map(_may_hold_jax_array, value.items))
    return not isinstance(value, (NumPyArray, Const, External))


def shape_only(outcome: Outcome) -> Outcome:
    """What is left of JAX's answer for NumPy: the shape."""
    match outcome:
        case Aval(shape=shape):
            return Aval(shape)
        case tuple(parts):
            return tuple(Aval(part.shape) for part in parts)
        case Mismatch() | None:
            return None


POSITIONS = frozenset("argmax argmin argsort digitize nanargmax nanargmin searchsorted".split())
"""Functions that give places or numbers of elements, which NumPy counts in `intp`."""


def as_in_jax(name: str, **renamed: str) -> ShapeRule:
    """The shape of `np.f` by the rule of `jnp.f`; `renamed` maps NumPy's parameter names to JAX's."""
    inner = jax_rule(f"jax.numpy.{name}")

    def rule(args: Arguments) -> Outcome:
        if not is_absent(args.get("out")):
            return None
        outcome = shape_only(inner(Arguments({renamed.get(key, key): value for key, value in args.items()})))
        if name in POSITIONS and isinstance(outcome, Aval):
            return Aval(outcome.shape, "int64", False)
        return outcome

    return rule


def created(name: str, **renamed: str) -> ShapeRule:
    """The aval of a NumPy array made from numbers: JAX's shape, NumPy's default dtypes."""
    inner = jax_rule(f"jax.numpy.{name}")

    def rule(args: Arguments) -> Outcome:
        outcome = inner(Arguments({renamed.get(key, key): value for key, value in args.items()}))
        if not isinstance(outcome, Aval):
            return None
        if not is_absent(args.get("dtype")):
            return Aval(outcome.shape, numpy_dtype(args.get("dtype")), False)
        arrays = any(map(_holds_numpy_array, args.values())) and not name.endswith("_like")
        if arrays or holds_jax_array(args) or outcome.dtype is None:
            return Aval(outcome.shape)
        return Aval(outcome.shape, _WIDE.get(outcome.dtype, outcome.dtype), False)

    return rule


def converted(parameter: str) -> ShapeRule:
    """`np.asarray(x)`: the shape and dtype of an array, NumPy's dtypes for numbers."""
    inner = created("asarray", **{parameter: "a"})

    def rule(args: Arguments) -> Outcome:
        source = args.get(parameter)
        if not isinstance(source, (Array, NumPyArray)) or not is_absent(args.get("ndmin")):
            return inner(args) if is_absent(args.get("ndmin")) else None
        if not is_absent(args.get("dtype")):
            return Aval(source.aval.shape, numpy_dtype(args.get("dtype")), False)
        return Aval(source.aval.shape, source.aval.dtype, False)

    return rule


def _holds_numpy_array(value: Value) -> bool:
    if isinstance(value, TupleValue):
        return any(map(_holds_numpy_array, value.items))
    return isinstance(value, NumPyArray)


def contiguous(args: Arguments) -> Outcome:
    """`np.ascontiguousarray(a)`: at least one dimension."""
    made = converted("a")(args)
    return Aval((1,), made.dtype, False) if isinstance(made, Aval) and made.shape == () else made


def scalar_type(name: str, parameter: str) -> ShapeRule:
    """`np.float32(x)`: a scalar, or an array of an array."""
    inner = created("asarray", **{parameter: "a"})

    def rule(args: Arguments) -> Outcome:
        made = inner(args)
        dtype = numpy_dtype(External(f"numpy.{name}"))
        return Aval(made.shape, dtype, False) if isinstance(made, Aval) else None

    return rule


def einsum(args: Arguments) -> Outcome:
    """`np.einsum(subscripts, *operands)`."""
    packed = args.get("operands")
    if not isinstance(packed, TupleValue) or not packed.items or not is_absent(args.get("out")):
        return None
    subscripts, *operands = packed.items
    inner = Arguments({"subscripts": subscripts, "operands": TupleValue(tuple(operands))})
    return shape_only(jax_rule("jax.numpy.einsum")(inner))


def delegated(name: str, **renamed: str) -> ShapeRule:
    """`np.sum(x)`: for an array of JAX the answer of its own method, for others NumPy's."""
    inner = jax_rule(f"jax.numpy.{name}")
    own = as_in_jax(name, **renamed)

    def rule(args: Arguments) -> Outcome:
        first = next(iter(args.values()), None)
        if isinstance(first, (Array, PyTree)):
            return inner(Arguments({renamed.get(key, key): value for key, value in args.items()}))
        return own(args)

    return rule


def broadcasting(*names: str) -> ShapeRule:
    """The shape of a ufunc's result."""
    inner = elementwise(Arithmetic(dtype_known=False), *names)

    def rule(args: Arguments) -> Outcome:
        plain = all(is_absent(args.get(name)) for name in ("out", "where", "axis", "axes"))
        return (
            shape_only(inner(Arguments({name: args[name] for name in names if name in args})))
            if plain
            else None
        )

    return rule


def drawn(*names: str) -> ShapeRule:
    """`np.random.normal(loc, scale, size)`: the size asked for, else the parameters' broadcast shape."""
    natural = broadcasting(*names)

    def rule(args: Arguments) -> Outcome:
        size = args.get("size")
        if is_absent(size):
            return natural(args) if names else Aval(())
        return None if is_impossible_shape(size) else Aval(dims(size))

    return rule


def drawn_sizes(args: Arguments) -> Outcome:
    """`np.random.rand(3, 4)`: each argument a size."""
    sizes = args.get("args")
    return None if is_impossible_shape(sizes) or not isinstance(sizes, TupleValue) else Aval(dims(sizes))


def repeated_shape(parameter: str, times: int = 1) -> ShapeRule:
    """Results of the shape of one argument."""

    def rule(args: Arguments) -> Outcome:
        source = operand(args.get(parameter))
        if source is None or not is_absent(args.get("out")):
            return None
        return (Aval(source.shape),) * times if times > 1 else Aval(source.shape)

    return rule
