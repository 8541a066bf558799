"""A module-level value is set before the first call, and a new one comes with a new function."""
# expect: ok
# unchecked: compilations, because each power is compiled once, on purpose
import functools

import jax
import jax.numpy as jnp

dtype = None


def configure(name):
    global dtype
    dtype = getattr(jnp, name)


@jax.jit
def zeros_like_config(x):
    return jnp.zeros(x.shape, dtype) + x


@functools.cache
def compiled(power):
    @jax.jit
    def apply(x):
        return x**power

    return apply


def run():
    configure("float32")
    first = zeros_like_config(jnp.ones(2))
    return first, [compiled(p)(first) for p in (1, 2, 1)]
