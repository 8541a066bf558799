"""Traced starts with static sizes."""
# expect: ok
import jax
import jax.numpy as jnp


@jax.jit
def window(x, start):
    part = jax.lax.dynamic_slice_in_dim(x, start, 3)
    item = x[start]
    rows = x[start + jnp.arange(2)]
    x = x.at[start].set(0.0)
    return part, item, rows, jnp.where(jnp.arange(x.shape[0]) < start, x, -1.0), x[1:-1]


def run():
    return window(jnp.arange(6.0), 2)
