"""One set of options for several functions, one of which has renamed its parameter."""
# expect: raises ValueError
from functools import partial

import jax
import jax.numpy as jnp

compiled = partial(jax.jit, static_argnames=("n_steps",))


@compiled
def euler(x, dt, n_steps):
    for _ in range(n_steps):
        x = x - dt * x
    return x


@compiled  # error: JXL503
def midpoint(x, dt, num_steps):
    for _ in range(num_steps):
        x = x - dt * (x - 0.5 * dt * x)
    return x


def run():
    return euler(jnp.ones(2), 0.1, n_steps=2), midpoint(jnp.ones(2), 0.1, num_steps=2)
