"""The caller passes a NumPy array, which could be written to; inside `jit` it is a tracer, which cannot."""
# expect: raises TypeError "JAX arrays are immutable"
import jax
import numpy as np


@jax.jit
def clamp_ends(x):
    x[0] = 0.0  # error: JXL201
    x[-1] += 1.0  # error: JXL202
    return x


def run():
    return clamp_ends(np.ones(3, dtype=np.float32))
