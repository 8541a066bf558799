"""Buffers are cleared between episodes with NumPy's methods."""
# expect: raises AttributeError "fill"
import jax.numpy as jnp


class Rollout:
    def __init__(self, steps):
        self.rewards = jnp.zeros(steps)
        self.dones = jnp.zeros(steps, dtype=bool)

    def reset(self):
        self.rewards.fill(0.0)  # error: JXL204
        self.dones.fill(False)  # error: JXL204


def run():
    rollout = Rollout(3)
    rollout.reset()
    return rollout.rewards, rollout.dones
