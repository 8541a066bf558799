"""The updates of optax are applied to nothing."""
# expect: silent, because the parameters stay as they were
# requires: optax
import jax
import jax.numpy as jnp
import optax


class Trainer:
    def __init__(self, params, lr):
        self.params = params
        self.tx = optax.adam(lr)
        self.opt_state = self.tx.init(params)

    def step(self, x):
        grads = jax.grad(lambda p: jnp.sum((p - x) ** 2))(self.params)
        updates, self.opt_state = self.tx.update(grads, self.opt_state)
        optax.apply_updates(self.params, updates)  # error: JXL909


def run():
    trainer = Trainer(jnp.zeros(2), 0.1)
    trainer.step(jnp.ones(2))
    return trainer.params
