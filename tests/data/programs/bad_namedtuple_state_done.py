"""The environment's `done` is a leaf of the state."""
# expect: raises TracerBoolConversionError
from typing import NamedTuple

import jax
import jax.numpy as jnp


class State(NamedTuple):
    position: jax.Array
    done: jax.Array


def reset():
    return State(jnp.zeros(2), jnp.array(False))


@jax.jit
def step(state, action):
    position = state.position + action
    done = jnp.linalg.norm(position) > 1.0
    state = State(position, done)
    if state.done:  # error: JXL401
        state = reset()
    return state


def run():
    return step(reset(), jnp.array([0.5, 0.5]))
