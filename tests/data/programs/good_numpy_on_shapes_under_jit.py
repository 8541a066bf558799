"""NumPy on shapes, dtypes and constants under jit; `np.pi`, `np.float32`, `np.newaxis`."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np


def positions(length, width):
    angles = np.arange(length)[:, np.newaxis] / np.power(10.0, np.arange(width) / width)
    table = np.where(np.arange(width) % 2, np.cos(angles), np.sin(angles))
    return table.astype(np.float32)


@jax.jit
def embed(x):
    length, width = x.shape
    size = np.prod(x.shape) + int(np.ceil(np.sqrt(width)))
    scale = np.float32(1.0 / np.sqrt(size))
    mask = np.tril(np.ones((length, length), bool))
    if np.any(mask) and np.issubdtype(x.dtype, np.floating):
        x = x + positions(length, width)
    return scale * np.pi * jnp.where(mask, x @ x.T, np.finfo(np.float32).min)


def run():
    return embed(jnp.ones((3, 4)))
