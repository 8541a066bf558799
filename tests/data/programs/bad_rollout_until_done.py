"""A rollout loop asks the environment's flag, two methods below the compiled one."""
# expect: raises TracerBoolConversionError
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp


class EnvState(NamedTuple):
    position: jax.Array
    velocity: jax.Array
    steps: jax.Array


class Cart:
    limit = 2.4

    def step(self, state, force):
        velocity = state.velocity + 0.1 * force
        return EnvState(state.position + 0.1 * velocity, velocity, state.steps + 1)

    def is_done(self, state):
        return (jnp.abs(state.position) > self.limit) | (state.steps >= 100)


class Agent:
    def __init__(self, env):
        self.env = env

    def _play(self, state, gain):
        while not self.env.is_done(state):  # error: JXL401
            state = self.env.step(state, gain * state.position)
        return state

    @partial(jax.jit, static_argnums=0)
    def evaluate(self, gain):
        start = EnvState(jnp.float32(1.0), jnp.float32(0.0), jnp.int32(0))
        return self._play(start, gain).steps


def run():
    return Agent(Cart()).evaluate(0.5)
