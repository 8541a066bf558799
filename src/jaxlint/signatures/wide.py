"""Types of 64 bits, which JAX has only where `jax_enable_x64` is set, and who asks for them."""

from __future__ import annotations

NARROWED = {"float64": "float32", "int64": "int32", "uint64": "uint32", "complex128": "complex64"}
"""What JAX 0.10 and 0.12 make of them otherwise, with a UserWarning. `dtype=float` means the default, and is silent."""
WIDE = {f"{module}.{word}": word for module in ("jax.numpy", "numpy") for word in NARROWED} | {
    "numpy.double": "float64"
}
SCALARS = {f"jax.numpy.{word}": word for word in NARROWED}
"""Calls that make a scalar: `jnp.float64(1.0)`."""
TAKING_DTYPE = ("jax.numpy.", "jax.random.", "jax.nn.")
"""Functions of these modules take `dtype=` for their result."""
DTYPE_POSITION = {
    f"jax.numpy.{word}": 1
    for word in "zeros ones empty array asarray zeros_like ones_like empty_like astype".split()
} | {"jax.numpy.full": 2, "jax.numpy.full_like": 2, "jax.lax.convert_element_type": 1, "jax.lax.iota": 0}
