"""`filter_jit` traces arrays: a NumPy bool is one."""
# expect: raises TracerBoolConversionError
# requires: equinox
import equinox as eqx
import jax.numpy as jnp
import numpy as np


@eqx.filter_jit
def scale(x, double):
    if double:  # error: JXL401
        return 2 * x
    return x


def run():
    return scale(jnp.ones(2), np.array(True))
