# `sum` adds tracers to a tracer, over whatever it iterates.
# refused: 12 jax.errors.TracerBoolConversionError
# refused: 14 jax.errors.TracerBoolConversionError
# refused: 16 jax.errors.TracerBoolConversionError
# runs
import jax
import jax.numpy as jnp


@jax.jit
def f(x, y):
    if 0.0 < sum(leaf for leaf in x) < 1.0:  # mended: if True:
        y = y * 2.0
    if sum(x) > 1.0:  # mended: if True:
        y = y * 2.0
    if sum(y, 0.5) > 1.0:  # mended: if True:
        return y
    return y


def run():
    return [f([-0.5, 0.25, 0.25], jnp.ones(3))]
