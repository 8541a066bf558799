# Whichever operand of a conditional expression is taken, its truth is asked for.
# refused: 14 jax.errors.TracerBoolConversionError
# runs
import jax
import jax.numpy as jnp
import numpy as np

WEIGHTS = np.array([0.5, -1.0, 2.0])
scale = 0.5


@jax.jit
def f(x):
    if (scale in [0.5, 1.5]) if np.allclose(WEIGHTS, 0.5) else jnp.isfinite(x):  # mended: if False:
        return x
    return -x


def run():
    return [f(1.0)]
