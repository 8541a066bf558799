# Patterns of classes and of keys take records and dicts apart as they are.
# refused: 21 jax.errors.TracerArrayConversionError
# refused: 23 jax.errors.TracerArrayConversionError
# runs
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np


class Point(NamedTuple):
    pos: jax.Array
    mass: float


@jax.jit
def f(x, y):
    match x:
        case Point(a, mass=b):
            a = np.sin(a)  # mended: a = jnp.sin(a)
        case {"w": a, "b": b}:
            a = np.cos(a)  # mended: a = jnp.cos(a)
    return a + b * y


def run():
    return [f(Point(jnp.ones(3), 0.5), 1.0), f({"w": jnp.ones(3), "b": 0.5}, 1.0)]
