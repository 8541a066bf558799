"""A quantile's rank by `math.ceil`, of a level that is traced."""
# expect: raises ConcretizationTypeError
import math

import jax
import jax.numpy as jnp


def conformal_threshold(scores, level):
    rank = math.ceil((len(scores) + 1) * level)  # error: JXL402
    return jnp.sort(scores)[rank - 1]


calibrate = jax.jit(jax.vmap(conformal_threshold, in_axes=(None, 0)))


def run():
    return calibrate(jnp.arange(9.0), jnp.array([0.5, 0.9]))
