"""`np.stack` over a list of traced rows."""
# expect: raises TracerArrayConversionError
import jax
import jax.numpy as jnp
import numpy as np


def rotation(angle):
    rows = [[jnp.cos(angle), -jnp.sin(angle)], [jnp.sin(angle), jnp.cos(angle)]]
    return np.array(rows)  # error: JXL403


@jax.jit
def rotate(angle, points):
    return points @ rotation(angle).T


def run():
    return rotate(0.5, jnp.ones((4, 2)))
