# `round` of a Python number is one: what is mapped with it keeps its sizes.
# refused: 13 ValueError
# runs
import jax
import jax.numpy as jnp

SETTINGS = {"rate": 0.52}


@jax.jit
def f(x):
    shifted = jax.vmap(lambda row: row - round(float(SETTINGS["rate"]), 1) * round(1.5) + round(x.shape[0]))(x)
    return shifted.at[:1].set(x)  # mended: return shifted


def run():
    return [f(jnp.ones(3))]
