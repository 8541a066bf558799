"""`x.at[:n].set` in a decoder's cache."""
# expect: raises IndexError
from typing import NamedTuple

import jax
import jax.numpy as jnp


class Cache(NamedTuple):
    keys: jax.Array
    length: jax.Array


@jax.jit
def clear_prefix(cache):
    keys = cache.keys.at[: cache.length].set(0.0)  # error: JXL404
    return Cache(keys, jnp.zeros_like(cache.length))


def run():
    return clear_prefix(Cache(jnp.ones((4, 2)), jnp.int32(2)))
