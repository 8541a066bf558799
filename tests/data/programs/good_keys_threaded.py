"""Keys in the state, split once per step, folded in by number."""
# expect: ok
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import random


class State(NamedTuple):
    key: jax.Array
    x: jax.Array
    step: jax.Array


def dropout(key, x, rate, train):
    if not train or rate == 0.0:
        return x
    keep = random.bernoulli(key, 1.0 - rate, x.shape)
    return jnp.where(keep, x / (1.0 - rate), 0.0)


@jax.jit
def step(state):
    key, noise_key, drop_key = random.split(state.key, 3)
    noise = random.normal(random.fold_in(noise_key, state.step), state.x.shape)
    return State(key, dropout(drop_key, state.x + noise, 0.5, True), state.step + 1)


def run():
    state = State(random.key(1), jnp.zeros(4), jnp.int32(0))
    for _ in range(2):
        state = step(state)
    return state.x
