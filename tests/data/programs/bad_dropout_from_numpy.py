"""Dropout with a mask of NumPy: the same mask in every call."""
# expect: differs
import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def dropout(x, rate):
    mask = np.random.rand(64)  # error: JXL108
    return jnp.where(mask > rate, x / (1 - rate), 0.0)


def run():
    x = jnp.ones(64)
    first, second = dropout(x, 0.5), dropout(x, 0.5)
    return jnp.all(first == second)
