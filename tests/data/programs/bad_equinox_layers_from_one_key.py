"""All layers of a module are initialised with the key that it was given."""
# expect: reuses key
# requires: equinox
import equinox as eqx
import jax
import jax.numpy as jnp


class Encoder(eqx.Module):
    first: eqx.nn.Linear
    second: eqx.nn.Linear

    def __init__(self, size, *, key):
        self.first = eqx.nn.Linear(size, size, key=key)
        self.second = eqx.nn.Linear(size, size, key=key)  # error: JXL601

    def __call__(self, x):
        return self.second(jax.nn.gelu(self.first(x)))


def run():
    return Encoder(3, key=jax.random.key(0))(jnp.ones(3))
