"""`functools.reduce(max, ...)` over losses of several heads."""
# expect: raises TracerBoolConversionError
import functools

import jax
import jax.numpy as jnp


def head_loss(weight, x):
    return jnp.mean((weight * x) ** 2)


@jax.jit
def worst(weights, x):
    losses = [head_loss(w, x) for w in weights]
    return functools.reduce(max, losses)  # error: JXL401


def run():
    return worst([jnp.float32(1.0), jnp.float32(2.0)], jnp.ones(3))
