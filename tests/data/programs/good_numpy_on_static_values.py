"""NumPy calculates with shapes, constants and what is not traced."""
# expect: ok
import math

import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def positional(x):
    length, width = x.shape
    angles = np.arange(length)[:, None] / np.power(1e4, np.arange(width) / width)
    return x + np.sin(angles) * np.sqrt(width) / math.sqrt(length) + np.pi


@jax.jit
def triangle(x):
    rows, cols = np.tril_indices(x.shape[0])
    return x[rows, cols] * np.float32(2.0) @ np.ones(len(rows))


def run():
    return positional(jnp.ones((3, 4))), triangle(jnp.ones((3, 3)))
