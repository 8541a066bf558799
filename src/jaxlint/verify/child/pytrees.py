"""Results of programs as trees of plain numbers."""

from __future__ import annotations

import re
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from jaxlint.verify.observation import Leaf, LeafKind, Tree

_ADDRESS = re.compile(r"\b0x[0-9a-f]{4,}\b")
_INT64 = range(-(2**63), 2**63)


def encode(result: object) -> Tree:
    """The result as a tree; waits for the computation, so its errors are raised here."""
    leaves, structure = jax.tree.flatten(result)
    return Tree(_ADDRESS.sub("0x...", str(structure)), tuple(_leaf(each) for each in leaves))


def _leaf(value: Any) -> Leaf:
    if isinstance(value, jax.core.Tracer):
        return Leaf(LeafKind.TRACER, type(value).__name__, text=f"a leaked {type(value).__name__}")
    if isinstance(value, jax.Array) and jnp.issubdtype(value.dtype, jax.dtypes.prng_key):
        data = np.asarray(jax.random.key_data(value))
        return Leaf(LeafKind.KEY, str(value.dtype), value.shape, *_elements(data))
    if type(value) in (bool, int, float, complex):
        if type(value) is int and value not in _INT64:
            return Leaf(LeafKind.TEXT, "int", text=str(value))
        return Leaf(LeafKind.NUMBER, type(value).__name__, (), *_elements(np.asarray(value)))
    if isinstance(value, jax.Array | np.ndarray | np.generic) and not _is_text(value.dtype):
        elements = np.asarray(value)
        # 64-bit NumPy values become 32-bit ones where they enter JAX, unless x64 is on.
        dtype = np.dtype(jax.dtypes.canonicalize_dtype(elements.dtype)).name
        return Leaf(LeafKind.ARRAY, dtype, elements.shape, *_elements(elements))
    if isinstance(value, str):
        return Leaf(LeafKind.TEXT, "str", text=repr(value))
    return Leaf(LeafKind.OBJECT, type(value).__qualname__, text=_ADDRESS.sub("0x...", repr(value)))


def _is_text(dtype: Any) -> bool:
    return isinstance(dtype, np.dtype) and dtype.kind in "OSUVMm" and not jnp.issubdtype(dtype, np.number)


def _elements(values: np.ndarray[Any, Any]) -> tuple[str, bytes]:
    """Type code and bytes of the elements, widened to 64 bits."""
    if jnp.issubdtype(values.dtype, np.complexfloating):
        return "d", np.ascontiguousarray(values, np.complex128).tobytes()
    if jnp.issubdtype(values.dtype, np.unsignedinteger):
        return "Q", np.ascontiguousarray(values, np.uint64).tobytes()
    if jnp.issubdtype(values.dtype, np.integer) or values.dtype == np.bool_:
        return "q", np.ascontiguousarray(values, np.int64).tobytes()
    return "d", np.ascontiguousarray(values, np.float64).tobytes()
