# `jax.tree.reduce` calls its function on the leaves.
# refused: 12 jax.errors.TracerArrayConversionError
# runs
import operator

import jax
import numpy as np


@jax.jit
def f(pair):
    return np.maximum(jax.tree.reduce(operator.add, pair), 0.5)  # mended: return pair[0]


def run():
    return [f((0.5, 1.5))]
