"""A schedule of NumPy in the update of an optimiser."""
# expect: raises TracerArrayConversionError
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np


class SgdState(NamedTuple):
    count: jax.Array


def schedule(count):
    return np.interp(count, [0, 10], [0.1, 0.0])  # error: JXL403


def update(grads, state):
    rate = schedule(state.count)
    return jax.tree.map(lambda g: -rate * g, grads), SgdState(state.count + 1)


def run():
    return jax.jit(update)({"w": jnp.ones(2)}, SgdState(jnp.int32(0)))
