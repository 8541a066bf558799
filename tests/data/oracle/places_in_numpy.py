# Places that NumPy finds are integers; the fields of a named tuple are known.
# refused: 32 TypeError
# refused: 26 TypeError
# runs
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

TABLE = np.array([0.5, 1.5, 2.5], np.float32)
WEIGHTS = jnp.array([0.5, -1.0, 2.0])


class Point(NamedTuple):
    pos: jax.Array
    mass: float


def f1(x2):
    return np.searchsorted(TABLE, 0.5)  # mended: return 0.5


def f3(x4):
    if 0 < len(Point._fields) <= 2:
        v5 = WEIGHTS * WEIGHTS[1:]  # mended: v5 = 0.5
    return x4


def run():
    results = []
    results.append(jax.grad(f1)(0.5))  # mended: pass
    results.append(f3(0.5))
    return results
