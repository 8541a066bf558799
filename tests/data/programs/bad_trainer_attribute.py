"""A method jitted with static self stores the new parameters in the object."""
# expect: leaks
from functools import partial

import jax
import jax.numpy as jnp


class Trainer:
    def __init__(self, params):
        self.params = params

    @partial(jax.jit, static_argnums=0)
    def step(self, batch):
        grads = jax.grad(lambda p: jnp.sum((batch @ p) ** 2))(self.params)
        self.params = self.params - 0.1 * grads  # error: JXL105
        return grads


def run():
    trainer = Trainer(jnp.ones(2))
    return trainer.step(jnp.ones((3, 2)))
