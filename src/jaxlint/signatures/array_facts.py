"""Attributes of arrays, and NumPy's methods that write in place."""

from __future__ import annotations

from jaxlint.domain.avals import Aval

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
    real = {"complex64": "float32", "complex128": "float64"}
    return Aval(shape, None if aval.dtype is None else real.get(aval.dtype, aval.dtype), aval.weak)


_WITHOUT_TANGENT = {
    "jax.lax.stop_gradient",
    *(f"jax.numpy.{name}" for name in "floor ceil round rint sign zeros_like ones_like".split()),
    *(f"jax.lax.{name}" for name in "floor ceil round sign".split()),
    "jax.Array.round",
}


def has_tangent(name: str) -> bool:
    """Whether a differentiation goes through a function. Where it does not, the result is a concrete array under
    plain grad, jvp and vjp (JAX 0.10, 0.12).
    """
    return name not in _WITHOUT_TANGENT


_AS_IS = {
    "jax.numpy.asarray": "a",
    "jax.numpy.astype": "x",
    "jax.Array.astype": "self",
    "jax.numpy.broadcast_to": "array",
} | {f"jax.numpy.{dtype}": "x" for dtype in ("float32", "float64", "int32", "int64", "uint32", "bool_")}


def returned_as_is(name: str) -> str | None:
    """The argument that a function returns itself where nothing is to be changed, also in a staged region: a
    concrete array stays concrete (JAX 0.10, 0.12).
    """
    return _AS_IS.get(name)
