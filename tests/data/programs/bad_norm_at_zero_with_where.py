"""A safe norm that guards the result but not the square root."""
# expect: nan gradient
import jax
import jax.numpy as jnp


def safe_norm(x):
    norm = jnp.sqrt(jnp.sum(x**2))  # error: JXL803
    return jnp.where(norm > 0, norm, 0.0)


def run():
    return jax.grad(safe_norm)(jnp.zeros(3))
