"""A Python loop over the cells of a stencil reads behind the last."""
# expect: silent, because JAX clamps the index
import jax
import jax.numpy as jnp


@jax.jit
def gradient(u):
    return jnp.stack([u[i + 1] - u[i] for i in range(u.shape[0])])  # error: JXL908


def run():
    return gradient(jnp.arange(4.0) ** 2)
