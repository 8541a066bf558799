"""Environments are reset and stepped by keys of their own, folded from the step."""
from functools import partial

import jax
import jax.numpy as jnp
from jax import lax


def reset(key):
    return jax.random.uniform(key, (2,))


def step(state, action, key):
    return state + action + 0.1 * jax.random.normal(key, state.shape)


@partial(jax.jit, static_argnames=("n_envs", "n_steps"))
def unroll(key, n_envs, n_steps):
    reset_key, key = jax.random.split(key)
    states = jax.vmap(reset)(jax.random.split(reset_key, n_envs))

    def one(states, i):
        step_key = jax.random.fold_in(key, i)
        act_key, env_key = jax.random.split(step_key)
        actions = jax.random.normal(act_key, (n_envs, 1))
        states = jax.vmap(step)(states, actions, jax.random.split(env_key, n_envs))
        return states, states.mean()

    return lax.scan(one, states, jnp.arange(n_steps))


def run():
    return unroll(jax.random.key(0), 4, 6)
