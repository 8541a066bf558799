"""jit under the name that it had for several devices."""
# expect: warns DeprecationWarning
import jax.numpy as jnp
from jax.experimental.pjit import pjit  # error: JXL902


@pjit
def double(x):
    return 2 * x


def run():
    return double(jnp.ones(2))
