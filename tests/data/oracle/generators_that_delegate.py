# `yield from` gives the items of a display, of a list, and of another generator, one by one.
# refused: 20 jax.errors.TracerBoolConversionError
# refused: 22 jax.errors.TracerBoolConversionError
# runs
import jax
import jax.numpy as jnp


@jax.jit
def f(x):
    def pair(y):
        yield from (1.0, y)

    def more(ys):
        yield from pair(0.5)
        yield from ys
        yield x

    total = sum(pair(x))
    if total > 0.0:  # mended: if False:
        total = total * 2.0
    if [*more([1.0, 2.0])][4] > 0.0:  # mended: if False:
        total = total * 2.0
    if [*more([1.0, 2.0])][3] > 1.0 and sum(pair(2.0)) > 1.0:
        total = total + 1.0
    return total


def run():
    return [f(0.5)]
