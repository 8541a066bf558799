"""Array methods taken for in-place operations in the preprocessing of a jitted function."""
# expect: silent, because the results are dropped under jit and eagerly alike
from functools import partial

import jax
import jax.numpy as jnp


def normalise(x):
    x.astype(jnp.float32)  # error: JXL204
    x.clip(0.0, 1.0)  # error: JXL204
    return x / x.max()


@partial(jax.jit, static_argnums=(1,))
def quantile(x, k):
    x = normalise(x)
    x.sort()  # error: JXL204
    return x[k]


def run():
    return quantile(jnp.array([3.0, 1.0, 2.0]), 0)
