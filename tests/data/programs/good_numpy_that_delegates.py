"""Some functions of NumPy call the array's own method, and give tracers."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def summary(x):
    return np.sum(x), np.mean(x, axis=0), np.max(x), np.reshape(x, -1), np.transpose(x), np.cumsum(x), np.ndim(x)


def run():
    return summary(jnp.arange(6.0).reshape(2, 3))
