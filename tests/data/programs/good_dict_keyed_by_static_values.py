"""Keys that are strings, shapes and dtypes."""
# expect: ok
import functools

import jax
import jax.numpy as jnp


@functools.lru_cache
def window(n):
    return tuple(0.5 for _ in range(n))


@jax.jit
def smooth(x, names=("a", "b")):
    by_shape = {x.shape: jnp.array(window(x.shape[0]))}
    named = {name: x * i for i, name in enumerate(names)}
    kinds = {x.dtype, jnp.dtype("float32")}
    return by_shape[x.shape] * named["b"] * len(kinds)


def run():
    return smooth(jnp.ones(3))
