"""The sizes of the layers are a static argument and come as a list."""
# expect: raises ValueError
from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnums=(1,))
def init_mlp(key, sizes):
    keys = jax.random.split(key, len(sizes) - 1)
    return [
        {"w": jax.random.normal(k, (m, n)) / jnp.sqrt(m), "b": jnp.zeros(n)}
        for k, m, n in zip(keys, sizes[:-1], sizes[1:])
    ]


def run():
    hidden = [16] * 2
    return init_mlp(jax.random.key(0), [4, *hidden, 1])  # error: JXL502
