"""Chains of a sampler: keys are split for the steps, and for the parts of a step."""
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax


class State(NamedTuple):
    position: jax.Array
    momentum: jax.Array


def kernel(rng_key, state):
    key_momentum, key_integrator = jax.random.split(rng_key, 2)
    momentum = jax.random.normal(key_momentum, state.position.shape)
    position = state.position - 0.1 * state.position + 0.1 * momentum
    accept = jax.random.uniform(key_integrator) < 0.9
    return State(jnp.where(accept, position, state.position), momentum), accept


def inference_loop(rng_key, initial_state, num_samples):
    @jax.jit
    def one_step(state, rng_key):
        state, info = kernel(rng_key, state)
        return state, (state, info)

    keys = jax.random.split(rng_key, num_samples)
    _, (states, infos) = lax.scan(one_step, initial_state, keys)
    return states, infos


def run():
    rng_key = jax.random.key(0)
    rng_key, sample_key = jax.random.split(rng_key)
    start = State(jnp.ones(2), jnp.zeros(2))
    chains = [inference_loop(key, start, 5) for key in jax.random.split(sample_key, 3)]
    return [states.position for states, _ in chains], jax.random.normal(rng_key)
