"""A recurrent cell drops the same units in every step, by a key from outside of the scan."""
# expect: reuses key
import jax
import jax.numpy as jnp
from jax import lax


class Cell:
    def __init__(self, rate):
        self.rate = rate

    def __call__(self, key, h, x):
        kept = jax.random.bernoulli(key, 1 - self.rate, h.shape)
        return jnp.tanh(h * kept + x)


def unroll(cell, key, h, xs):
    def step(h, x):
        h = cell(key, h, x)  # error: JXL601
        return h, h

    return lax.scan(step, h, xs)[1]


def run():
    return unroll(Cell(0.5), jax.random.key(0), jnp.zeros(3), jnp.ones((4, 3)))
