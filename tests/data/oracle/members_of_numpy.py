# A number of NumPy's is compared with the items of a list one by one, as Python's are.
# refused: 15 jax.errors.TracerBoolConversionError
# refused: 17 jax.errors.TracerBoolConversionError
# runs
import jax
import jax.numpy as jnp
import numpy as np

WEIGHTS = jnp.array([0.5, -1.0, 2.0, 1.0])


@jax.jit
def f(x):
    root = 1.0 + np.sqrt(WEIGHTS.size)
    if root in [0.5, x]:  # mended: if False:
        return x
    if x in (root, 2.0):  # mended: if False:
        return x
    if root in [np.float32(3.0), x]:
        return x * 2.0
    return -x


def run():
    return [f(0.25)]
