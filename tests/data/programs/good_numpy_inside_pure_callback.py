"""A callback gets NumPy arrays."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np


def host_sort(x):
    if np.all(np.diff(x) >= 0):
        return x
    return np.sort(x)


@jax.jit
def sort(x):
    return jax.pure_callback(host_sort, jax.ShapeDtypeStruct(x.shape, x.dtype), x) * 2


def run():
    return sort(jnp.array([3.0, 1.0, 2.0]))
