"""A base class jits the method that every agent inherits."""
# expect: raises TypeError
# todo: a subclass that is not in view may be a pytree: reported with `--pedantic` only
from abc import ABC, abstractmethod

from jax import jit
import jax.numpy as jnp


class Agent(ABC):
    @abstractmethod
    def value(self, params, obs): ...

    @jit  # error: JXL504
    def td_error(self, params, obs, reward, next_obs):
        return reward + 0.99 * self.value(params, next_obs) - self.value(params, obs)


class LinearAgent(Agent):
    def value(self, params, obs):
        return obs @ params


def run():
    obs = jnp.ones((2, 3))
    return LinearAgent().td_error(jnp.ones(3), obs, jnp.ones(2), 2 * obs)
