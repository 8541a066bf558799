"""The index of a scan is no Python number: `i == 0` is traced."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


class Smoother:
    def __init__(self, rate):
        self.rate = rate

    def run(self, values):
        def body(state, item):
            i, value = item
            if i == 0:  # error: JXL401
                state = value
            state = self.rate * state + (1 - self.rate) * value
            return state, state

        return jax.lax.scan(body, 0.0, (jnp.arange(len(values)), values))[1]


def run():
    return Smoother(0.5).run(jnp.arange(4.0))
