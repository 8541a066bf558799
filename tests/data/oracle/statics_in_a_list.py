# Static arguments and those to differentiate may be named in a list as well as in a tuple; given both, numbers are of positions only.
# refused: 14 jax.errors.TracerBoolConversionError
# refused: 22 jax.errors.TracerBoolConversionError
# refused: 29 jax.errors.TracerArrayConversionError
# runs
import functools

import jax
import numpy as np


@functools.partial(jax.jit, static_argnames=["n", "m"])
def f(x, n, m):
    x = min(x, n)  # mended: x = x + n
    if n > 2 and m > 2:
        return x
    return -x


@functools.partial(jax.jit, static_argnames=["n"], static_argnums=[2])
def both(x, n, m):
    if n < 2 or m < 2:  # mended: if True:
        return x
    return -x


@functools.partial(jax.grad, argnums=[1])
def g(x, y):
    y = y * np.sin(x) * np.sin(y)  # mended: y = y * np.sin(x)
    return y


def run():
    return [f(1, 2, 3), f(1, n=3, m=4), both(1, n=3, m=4), *g(0.5, 2.0)]
