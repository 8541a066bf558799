# The number of an element of a mapped axis is traced; a named tuple asks what it is multiplied with for an integer.
# refused: 22 jax.errors.TracerBoolConversionError
# refused: 24 jax.errors.TracerIntegerConversionError
# refused: 29 jax.errors.TracerIntegerConversionError
# refused: 30 TypeError
# runs
from typing import NamedTuple
import jax
import jax.numpy as jnp
WEIGHTS = jnp.array([0.5, -1.0, 2.0])


class Point(NamedTuple):
    pos: jax.Array
    mass: float


v1 = Point(jnp.ones(3), -0.5)


def each2(c3):
    if jax.lax.axis_index('batch') > 1:  # mended: if False:
        c3 = c3 * 2.0
    return jax.tree.map(lambda leaf: leaf * 0.5, v1) * jax.lax.axis_index('batch')  # mended: return c3


@jax.jit
def f4(x5, x6):
    v7 = v1 * x5  # mended: v7 = 0.5
    v8 = x6 * v1  # mended: v8 = 0.5
    if v1 == x5:
        return x5
    return x6


def run():
    results = []
    results.append(jax.vmap(each2, axis_name='batch')(WEIGHTS))
    results.append(f4(2, 0.5))
    return results
