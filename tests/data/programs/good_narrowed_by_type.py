"""Stores behind `isinstance`, `hasattr` and a flag that JAX arrays do not reach."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np


def set_first(x, value):
    if isinstance(x, jax.Array):
        return x.at[0].set(value)
    if isinstance(x, dict):
        x["first"] = value
        return x
    x[0] = value
    return x


def clear(x):
    if hasattr(x, "at"):
        x = x.at[:].set(0.0)
    else:
        x[:] = 0.0
    return x


def scale(x, factor, inplace=False):
    if inplace:
        x *= factor
        x[0] *= 1.0
        return x
    return x * factor


def run():
    stored = [set_first(x, 5.0) for x in (np.zeros(2), jnp.zeros(2), {"first": 0.0})]
    cleared = clear(np.ones(2)), clear(jnp.ones(2))
    return stored, cleared, scale(np.ones(2), 2.0, inplace=True), scale(jnp.ones(2), 2.0)
