"""One branch of a cond returns a vector and the other a number."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


@jax.jit
def safe_direction(grad):
    norm = jnp.linalg.norm(grad)
    return jax.lax.cond(norm > 1e-6, lambda g: g / norm, lambda g: 0.0, grad)  # error: JXL702


def run():
    return safe_direction(jnp.ones(3))
