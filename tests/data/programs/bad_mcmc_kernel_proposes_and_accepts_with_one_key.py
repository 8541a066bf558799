"""A random walk draws the proposal and the decision to accept it with one key."""
# expect: reuses key
from typing import NamedTuple

import jax
import jax.numpy as jnp


class State(NamedTuple):
    position: jax.Array
    logdensity: jax.Array


def build_kernel(logdensity_fn, sigma):
    def kernel(rng_key, state):
        move = sigma * jax.random.normal(rng_key, state.position.shape)
        proposal = state.position + move
        logdensity = logdensity_fn(proposal)
        accept = jnp.log(jax.random.uniform(rng_key)) < logdensity - state.logdensity  # error: JXL601
        return State(
            jnp.where(accept, proposal, state.position), jnp.where(accept, logdensity, state.logdensity)
        )

    return kernel


def run():
    def logdensity(x):
        return -jnp.sum(x**2) / 2

    kernel = jax.jit(build_kernel(logdensity, 0.5))
    start = jnp.ones(3)
    return kernel(jax.random.key(1), State(start, logdensity(start))).position
