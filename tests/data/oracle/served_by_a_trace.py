# A call with another list of numbers is served by the trace of the first: Python does not look at the body again.
# runs
import jax
import jax.numpy as jnp


class Model:
    def __init__(self, gain):
        self.gain = gain


model = Model(0.5)


@jax.jit
def f(x):
    some = jnp.full((3,), 0.25)
    if model.gain in [0.5, some[0]]:
        return x[0]
    return x[1]


def run():
    first = f([2.0, 0.5])
    model.gain = -0.5
    return [first, f([2.0, 0.5])]
