# What every array has is known: the test behind `and` is asked.
# refused: 13 jax.errors.TracerBoolConversionError
# runs
import jax
import jax.numpy as jnp

WEIGHTS = jnp.array([0.5, -1.0, 2.0])
rate = 0.5


@jax.jit
def f(x):
    if hasattr(WEIGHTS, "shape") and hasattr(x, "T") and jnp.all(jnp.full((3,), 0.25) > rate):  # mended: if True:
        return x
    return -x


def run():
    return [f(1.0)]
