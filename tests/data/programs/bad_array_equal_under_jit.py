"""`np.array_equal` catches the error of the conversion, and says False."""
# expect: differs
import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def symmetric_part(a):
    if np.array_equal(a, a):  # error: JXL403
        return (a + a.T) / 2
    return a


def run():
    return symmetric_part(jnp.array([[0.0, 1.0], [3.0, 0.0]]))
