# What a class sets on its members when it is made is known.
# refused: 28 TypeError
# runs
import enum

import jax
import jax.numpy as jnp

WEIGHTS = jnp.array([0.5, -1.0, 2.0])


class Gain(enum.Enum):
    HALF = (0.5, "half")
    NONE = (0.0, "none")

    def __init__(self, factor, title):
        self.factor = factor
        self.title = title


def f1(x2):
    def each3(c4):
        if Gain.NONE.factor and c4 > 0.0:
            return c4
        return jnp.asarray(Gain.HALF.factor, jnp.float32)

    v5 = jax.vmap(each3)(x2)
    return v5 @ v5[:0]  # mended: return v5


def run():
    return [jax.jit(f1)(WEIGHTS)]
