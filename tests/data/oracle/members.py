# `in` compares item by item: numbers first, a string never asks, and what is sought may be an item itself.
# refused: 13 jax.errors.TracerBoolConversionError
# refused: 17 jax.errors.TracerBoolConversionError
# refused: 24 jax.errors.TracerBoolConversionError
# runs
import jax

settings = {"rate": 0.25}


@jax.jit
def f(x, i):
    if abs(settings["rate"]) in [0.5, i]:  # mended: if True:
        i = i + 1.0
    if "a" in ["b", i, x]:
        return x
    if x in [0.5, i]:  # mended: if True:
        return i
    return x


@jax.jit
def g(items):
    if items[2] in items:  # mended: if True:
        return items[0]
    return items[1]


def run():
    return [f(1.0, 2.0), g([1.0, 2.0, 3.0])]
