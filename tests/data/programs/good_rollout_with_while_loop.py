"""A rollout until the environment is done, with `while_loop` and methods of a static object."""
# expect: ok
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp


class EnvState(NamedTuple):
    position: jax.Array
    steps: jax.Array


class Cart:
    limit = 2.4
    horizon = 50

    def step(self, state, force):
        return EnvState(state.position + 0.1 * force, state.steps + 1)

    def is_done(self, state):
        return (jnp.abs(state.position) > self.limit) | (state.steps >= self.horizon)


class Agent:
    def __init__(self, env, verbose=False):
        self.env, self.verbose = env, verbose

    @partial(jax.jit, static_argnums=0)
    def evaluate(self, gain):
        start = EnvState(jnp.float32(1.0), jnp.int32(0))
        if self.verbose:
            jax.debug.print("start {}", start.position)
        last = jax.lax.while_loop(
            lambda s: ~self.env.is_done(s), lambda s: self.env.step(s, gain * s.position), start
        )
        return last.steps


def run():
    return Agent(Cart()).evaluate(0.5)
