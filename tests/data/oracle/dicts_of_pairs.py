# A dict of pairs and one of the fields of a named tuple hold what they are made from.
# refused: 18 jax.errors.TracerArrayConversionError
# refused: 19 jax.errors.TracerArrayConversionError
# runs
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np


class Point(NamedTuple):
    pos: jax.Array


@jax.jit
def f(x):
    pairs = {key: np.sin(value) for key, value in dict(zip(("w",), (x,), strict=True)).items()}  # mended: pairs = {"w": x}
    return np.cos(Point(x)._asdict()["pos"]) + pairs["w"]  # mended: return x


def run():
    return [f(jnp.ones(3))]
