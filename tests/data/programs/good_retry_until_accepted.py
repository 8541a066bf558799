"""Rejection sampling: a loop in Python and one in JAX, each with a key for each attempt."""
import jax
import jax.numpy as jnp
from jax import lax


def by_python(key):
    while True:
        key, sub = jax.random.split(key)
        x = jax.random.uniform(sub, (2,))
        if jnp.sum(x**2) <= 1:
            return x


@jax.jit
def by_jax(key):
    def outside(carry):
        return jnp.sum(carry[1] ** 2) > 1

    def again(carry):
        key, sub = jax.random.split(carry[0])
        return key, jax.random.uniform(sub, (2,))

    return lax.while_loop(outside, again, (key, jnp.ones(2)))[1]


def run():
    keys = jax.random.split(jax.random.key(0))
    return by_python(keys[0]), by_jax(keys[1])
