"""The iteration number is declared static, and changes each time."""
# expect: retraces
from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnums=2)
def anneal(x, key, step):
    temperature = 1.0 / (1.0 + step)
    return x + temperature * jax.random.normal(key, x.shape)


def simulate(x, n):
    key = jax.random.key(0)
    for step in range(n):
        key, sub = jax.random.split(key)
        x = anneal(x, sub, step)  # error: JXL506
    return x


def run():
    return simulate(jnp.zeros(3), 8)
