"""An agent keeps its key, and two methods draw with it."""
# expect: reuses key
import jax
import jax.numpy as jnp


class Bandit:
    def __init__(self, seed, arms):
        self.key = jax.random.key(seed)
        self.arms = arms

    def explore(self):
        return jax.random.randint(self.key, (), 0, self.arms)

    def reward(self, arm):
        return arm + jax.random.normal(self.key)


def run():
    bandit = Bandit(0, 4)
    arm = bandit.explore()
    return arm, bandit.reward(arm)  # error: JXL601
