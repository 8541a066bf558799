"""PPO: every epoch shuffles the rollout with the same key."""
# expect: reuses key
from typing import NamedTuple

import jax
import jax.numpy as jnp


class Rollout(NamedTuple):
    obs: jax.Array
    returns: jax.Array


def minibatches(key, rollout, size):
    order = jax.random.permutation(key, rollout.obs.shape[0])
    shuffled = jax.tree.map(lambda x: x[order].reshape((-1, size, *x.shape[1:])), rollout)
    return shuffled


@jax.jit
def update(value, key, rollout):
    for _ in range(3):
        batches = minibatches(key, rollout, 2)  # error: JXL601
        errors = batches.returns - batches.obs @ value
        value = value + 0.1 * jnp.einsum("bnd,bn->d", batches.obs, errors)
    return value


def run():
    rollout = Rollout(jnp.ones((4, 2)), jnp.arange(4.0))
    return update(jnp.zeros(2), jax.random.key(0), rollout)
