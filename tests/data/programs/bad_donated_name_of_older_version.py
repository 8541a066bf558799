"""The donated argument has been renamed, and the decorator has not."""
# expect: raises ValueError
import functools

import jax
import jax.numpy as jnp


@functools.partial(jax.jit, donate_argnames=("opt_state",))  # error: JXL503
def update(params, state, grads):
    momentum = jax.tree.map(lambda m, g: 0.9 * m + g, state, grads)
    return jax.tree.map(lambda p, m: p - 0.1 * m, params, momentum), momentum


def run():
    params = {"w": jnp.ones(3)}
    return update(params, jax.tree.map(jnp.zeros_like, params), params)
