"""NumPy arrays change their shape in place, by attribute and by method."""
# expect: ok
import jax.numpy as jnp
import numpy as np


def flatten_in_place(images):
    batch = np.array(images, dtype=np.float32)
    batch.shape = (batch.shape[0], -1)
    return batch


def grow_in_place(values, size):
    values = np.array(values, dtype=np.float32)
    values.resize((size, 2), refcheck=False)
    return values


def run():
    batch = flatten_in_place(np.ones((5, 2, 3)))
    grown = grow_in_place([1.0, 2.0, 3.0], 4)
    return batch @ jnp.ones((6, 2)), grown @ jnp.ones(2)
