"""Traced positions where JAX takes them: integer indices, `dynamic_slice`, `.at`, `take`."""
# expect: ok
import jax
import jax.numpy as jnp
from jax import lax


@jax.jit
def decode_step(cache, token, position):
    cache = lax.dynamic_update_slice(cache, token[None], (position,))
    window = lax.dynamic_slice_in_dim(cache, jnp.maximum(position - 1, 0), 2)
    cache = cache.at[position].add(1.0).at[(position + 1) % cache.shape[0]].set(0.0)
    return cache, cache[position], cache[jnp.array([0, position])], window.sum(), jnp.take(cache, position)


def run():
    return decode_step(jnp.arange(4.0), jnp.float32(9.0), 2)
