"""A global key is split inside of a jitted function, and used again outside."""
# expect: raises UnexpectedTracerError
import jax
import jax.numpy as jnp

_key = jax.random.key(0)


def next_key():
    global _key
    _key, sub = jax.random.split(_key)  # error: JXL104
    return sub


@jax.jit
def noisy(x):
    return x + jax.random.normal(next_key(), x.shape)


def run():
    y = noisy(jnp.ones(2))
    return y + jax.random.normal(next_key(), (2,))
