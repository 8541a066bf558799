"""A NumPy buffer is filled with traced values, row by row."""
# expect: raises TracerArrayConversionError
import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def features(x):
    out = np.zeros((2, 3))
    out[0] = x**2  # error: JXL403
    out[1] = x**3  # error: JXL403
    return out


def run():
    return features(jnp.arange(3.0))
