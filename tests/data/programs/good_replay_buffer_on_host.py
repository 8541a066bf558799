"""A replay buffer of NumPy arrays in a dict, sampled into a jitted loss."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np


class ReplayBuffer:
    def __init__(self, capacity):
        self.data = {"obs": np.zeros((capacity, 2), np.float32), "reward": np.zeros(capacity, np.float32)}
        self.size = 0

    def add(self, obs, reward):
        self.data["obs"][self.size] = np.asarray(obs)
        self.data["reward"][self.size] = reward
        self.size += 1

    def sample(self, rng, n):
        index = rng.integers(0, self.size, n)
        return {name: array[index] for name, array in self.data.items()}


@jax.jit
def td_error(params, batch):
    return jnp.mean((batch["obs"] @ params - batch["reward"]) ** 2)


def run():
    buffer = ReplayBuffer(4)
    buffer.add(jnp.ones(2), 1.0)
    buffer.add(jnp.zeros(2), 0.5)
    return td_error(jnp.ones(2), buffer.sample(np.random.default_rng(0), 3))
