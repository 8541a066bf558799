"""A generator of NumPy is passed where JAX wants a key."""
# expect: raises TypeError
import jax
import jax.numpy as jnp
import numpy as np


class Reservoir:
    def __init__(self, size, rng):
        self.weights = jax.random.normal(rng, (size, size))  # error: JXL603

    def __call__(self, state, x):
        return jnp.tanh(self.weights @ state + x)


def run():
    return Reservoir(3, np.random.default_rng(0))(jnp.zeros(3), jnp.ones(3))
