"""The last reward of a trajectory is read at its length."""
# expect: silent, because JAX clamps the index
import jax
import jax.numpy as jnp


def bootstrap(rewards, values):
    horizon = rewards.shape[0]
    return rewards + 0.99 * values[horizon]  # error: JXL908


def run():
    return jax.jit(bootstrap)(jnp.ones(4), jnp.arange(4.0))
