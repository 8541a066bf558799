# An array of default width and one of float32 have one trace where x64 is off: what it has read is kept.
# runs
import jax
import jax.numpy as jnp

WEIGHTS = jnp.array([0.5, -1.0, 2.0])


class Model:
    def __init__(self, gain):
        self.gain = gain


model = Model(0.5)


@jax.jit
def f(x):
    return x * model.gain


def run():
    first = f(WEIGHTS)
    model.gain = 0.25
    return [first, f(WEIGHTS.astype(jnp.float32))]
