"""The environment counts its steps in itself; its `step` is the body of a scan."""
# expect: effects 1 of 5
import jax
import jax.numpy as jnp


class Environment:
    def __init__(self):
        self.steps = 0

    def step(self, state, action):
        self.steps += 1  # error: JXL105
        state = state + action
        return state, -(state**2)


env = Environment()


def effects():
    return env.steps


def run():
    return jax.lax.scan(env.step, jnp.float32(0.0), jnp.ones(5))
