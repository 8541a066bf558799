"""A cached table is made inside of a trace, and handed out to the next."""
# expect: raises UnexpectedTracerError
import functools

import jax
import jax.numpy as jnp


@functools.lru_cache(maxsize=None)  # error: JXL801
def sinusoid(length, dim):
    angles = jnp.arange(length)[:, None] / 10000 ** (jnp.arange(dim) / dim)
    return jnp.sin(angles)


@jax.jit
def embed(x):
    return x + sinusoid(*x.shape)


@jax.jit
def embed_twice(x):
    return x + 2 * sinusoid(*x.shape)


def run():
    return embed(jnp.ones((3, 4))), embed_twice(jnp.ones((3, 4)))
