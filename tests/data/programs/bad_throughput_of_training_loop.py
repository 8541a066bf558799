"""Steps per second of a training loop, by a clock that does not wait."""
# expect: silent, because the clock measures the dispatch
import time

import jax
import jax.numpy as jnp


@jax.jit
def train_step(params, x):
    grads = jax.grad(lambda p: jnp.mean((x @ p) ** 2))(params)
    return params - 0.1 * grads


class Trainer:
    def __init__(self, params):
        self.params = params
        self.speed = None

    def train(self, batches):
        t0 = time.time()
        for x in batches:
            self.params = train_step(self.params, x)  # error: JXL903
        self.speed = len(batches) / (time.time() - t0)


def run():
    trainer = Trainer(jnp.ones(2))
    trainer.train([jnp.ones((3, 2))] * 3)
    return trainer.params
