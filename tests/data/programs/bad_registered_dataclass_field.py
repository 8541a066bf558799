"""A data field of a registered dataclass is traced, whatever its annotation says."""
# expect: raises TracerBoolConversionError
from dataclasses import dataclass

import jax
import jax.numpy as jnp


@jax.tree_util.register_dataclass
@dataclass
class Optimizer:
    learning_rate: float
    momentum: float

    def apply(self, velocity, grad):
        if self.momentum:  # error: JXL401
            velocity = self.momentum * velocity + grad
        else:
            velocity = grad
        return velocity, -self.learning_rate * velocity


@jax.jit
def update(optimizer, velocity, grad):
    return optimizer.apply(velocity, grad)


def run():
    return update(Optimizer(0.1, 0.9), jnp.zeros(2), jnp.ones(2))
