"""Attributes of arrays, and NumPy's methods that write in place."""

from __future__ import annotations

from jaxlint.domain.avals import Aval
from jaxlint.domain.values import Array, Const, SliceValue, TupleValue, Value
from jaxlint.signatures.reading import UNREAD, literal
from jaxlint.signatures.signature import Arguments

WRITES_IN_PLACE = frozenset({"sort", "fill", "put", "resize", "partition", "setflags", "setfield", "itemset"})
"""Methods of `np.ndarray` that change the array itself."""

CHANGES_SHAPE = frozenset({"resize"})
"""Those of them after which the array has another shape."""


def attribute_aval(name: str, aval: Aval) -> Aval:
    """The aval of `x.T`, `x.mT`, `x.real`, `x.imag`."""
    shape = aval.shape
    match name:
        case "T":
            return aval.with_shape(None if shape is None else shape[::-1])
        case "mT":
            known = shape is not None and len(shape) >= 2
            return aval.with_shape(
                (*shape[:-2], shape[-1], shape[-2]) if known and shape is not None else None
            )
    real = {"complex": "float", "complex64": "float32", "complex128": "float64"}
    return Aval(shape, None if aval.dtype is None else real.get(aval.dtype, aval.dtype), aval.weak)


_WITHOUT_TANGENT = {
    "jax.lax.stop_gradient",
    *(f"jax.numpy.{name}" for name in "floor ceil round rint sign".split()),
    *(f"jax.lax.{name}" for name in "floor ceil round sign".split()),
    "jax.Array.round",
}


def has_tangent(name: str) -> bool:
    """Whether a differentiation goes through a function. Where it does not, the result is a concrete array under
    plain grad, jvp and vjp (JAX 0.10, 0.12).
    """
    return name not in _WITHOUT_TANGENT


_SHAPES_OF = {
    "jax.numpy.zeros_like": "a",
    "jax.numpy.ones_like": "a",
    "jax.numpy.full_like": "a",
    "jax.numpy.empty_like": "prototype",
    "jax.lax.full_like": "x",
}


def shape_of(name: str) -> str | None:
    """The parameter of which a function takes the shape and dtype alone: given a tracer of vmap, grad, jvp or vjp, it
    gives a concrete array (JAX 0.10, 0.12).
    """
    return _SHAPES_OF.get(name)


REDUCES_AXIS = frozenset({"jax.lax.psum", "jax.lax.pmean", "jax.lax.pmax", "jax.lax.pmin"})
"""Collectives whose result is the same for every row of the axis: under `vmap` it is not batched by that axis, and a
concrete array where nothing else traces it (JAX 0.10, 0.12).
"""
NUMBER_OF_NUMBER = {"jax.lax.psum": None, "jax.lax.pmean": "float"}
"""Collectives that make Python numbers of a Python number: of its own type where None is said (JAX 0.10, 0.12)."""


_SMOOTH = {
    "numpy": """
        sum mean prod square abs absolute exp expm1 log log1p sin cos tan tanh sinh cosh sqrt arctan dot vdot matmul
        inner outer tensordot add subtract multiply divide true_divide negative maximum minimum power logaddexp
        reciprocal trace ravel squeeze linalg.norm
    """,
    "lax": "add sub mul div neg exp log sin cos tanh sqrt rsqrt square max min dot",
    "nn": "relu sigmoid softplus tanh gelu silu swish elu softmax log_softmax",
    "Array": "sum mean prod dot ravel flatten squeeze",
}
SMOOTH = frozenset(f"jax.{home}.{name}" for home, names in _SMOOTH.items() for name in names.split())
"""Functions whose result has a tangent where any array that they are given has one (JAX 0.10, 0.12)."""


_STEPS = {
    "numpy": "floor ceil round around rint trunc sign floor_divide",
    "lax": "floor ceil round sign",
    "Array": "round",
}
STEPS = frozenset(
    {"builtins.round"} | {f"jax.{home}.{name}" for home, names in _STEPS.items() for name in names.split()}
)
"""Functions whose derivative is zero wherever they have one (JAX 0.10, 0.12)."""


AT_ONCE = frozenset({"jax.jvp", "jax.vjp", "jax.linearize"})
"""Functions that differentiate another at once, by every float that it is given."""


_AS_IS = {
    "jax.numpy.array": "object",
    "jax.numpy.asarray": "a",
    "jax.numpy.astype": "x",
    "jax.Array.astype": "self",
    "jax.lax.convert_element_type": "operand",
    "jax.numpy.broadcast_to": "array",
    "jax.lax.broadcast": "operand",
} | {f"jax.numpy.{dtype}": "x" for dtype in ("float32", "float64", "int32", "int64", "uint32", "bool_")}
_RESHAPES = {"jax.numpy.reshape": "a", "jax.Array.reshape": "self", "jax.lax.reshape": "operand"}
_TRANSPOSES = {
    "jax.numpy.transpose": ("a", "axes"),
    "jax.numpy.permute_dims": ("a", "axes"),
    "jax.Array.transpose": ("self", "args"),
    "jax.lax.transpose": ("operand", "permutation"),
}
_JOINS = {
    "jax.numpy.concatenate": ("arrays", "axis"),
    "jax.numpy.concat": ("arrays", "axis"),
    "jax.lax.concatenate": ("operands", "dimension"),
}


def returned_as_is(name: str, arguments: Arguments) -> Value | None:
    """The argument that a function returns itself where neither shape nor dtype is to be changed, also in a staged
    region: a concrete array stays concrete (JAX 0.10, 0.12). None where it makes another array all the same.
    """
    if name in _AS_IS:
        copies = literal(arguments.get("copy"), name == "jax.numpy.array")
        return None if copies is True else arguments.get(_AS_IS[name])
    if name in _RESHAPES:
        given = arguments.get(_RESHAPES[name])
        rank = _rank(given)
        by_columns = literal(arguments.get("order"), "C") != "C"
        # An array without dimensions is reshaped all the same; the order of one dimension is but one.
        return None if rank == 0 or (by_columns and rank not in (None, 1)) else given
    if name in _TRANSPOSES:
        array, axes = _TRANSPOSES[name]
        given = arguments.get(array)
        return given if _keeps_axes(_rank(given), literal(arguments.get(axes))) else None
    if name in _JOINS:
        arrays, axis = _JOINS[name]
        joined = arguments.get(arrays)
        flattens = axis in arguments and literal(arguments[axis]) is None
        alone = isinstance(joined, TupleValue) and len(joined.items) == 1 and not flattens
        return joined.items[0] if alone and isinstance(joined, TupleValue) else None
    return None


def _rank(given: Value | None) -> int | None:
    return len(given.aval.shape) if isinstance(given, Array) and given.aval.shape is not None else None


def _keeps_axes(rank: int | None, axes: object) -> bool:
    """Whether axes may be left in their order, reversed where none are given."""
    if isinstance(axes, tuple) and len(axes) == 1 and isinstance(axes[0], tuple):
        axes = axes[0]
    if rank is None or axes is UNREAD:
        return True
    if not axes:
        return rank < 2
    return isinstance(axes, tuple) and all(
        isinstance(axis, int) and axis % rank == place for place, axis in enumerate(axes)
    )


def transpose_keeps(attribute: str, array: Array) -> bool:
    """Whether `x.T` may be `x` itself (JAX 0.10, 0.12)."""
    return attribute == "T" and _keeps_axes(_rank(array), None)


def index_keeps(index: Value) -> bool:
    """Whether `x[index]` is `x` itself where it has its shape: slices forwards, and `...` (JAX 0.10, 0.12)."""
    parts = index.items if isinstance(index, TupleValue) else (index,)
    return all(
        part == Const(...) or (isinstance(part, SliceValue) and literal(part.step) in (None, 1, UNREAD))
        for part in parts
    )


LEAVES_JAX = frozenset({"numpy.argsort"})
"""Functions of NumPy that give NumPy's answer for a concrete JAX array, whose own method refuses the call.

`np.argsort(x)` passes `stable=None` on, which `x.argsort` takes under a trace only (NumPy 2, JAX 0.10, 0.12).
"""

NOT_OF_LISTS = frozenset({"numpy.split", "numpy.unstack", "numpy.rollaxis", "numpy.take_along_axis"})
"""Functions of NumPy that read the shape of their argument first, which no list has: AttributeError (NumPy 2)."""

ADDED = {"optax.apply_updates": "updates", "equinox.apply_updates": "updates"}
"""Functions that add to each array of their first argument, with the argument that holds what is added. A number
becomes an array there, or stays.
"""


def stays_numpy(name: str) -> bool:
    """Whether a function of JAX hands a NumPy array to that array's own method (JAX 0.10, 0.12)."""
    return name == "jax.numpy.reshape"
