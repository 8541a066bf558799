"""What changes between calls is passed in, by position, by name and inside a dict."""
# expect: ok
import jax
import jax.numpy as jnp


class Schedule:
    def __init__(self, start):
        self.rate = start

    def decay(self):
        self.rate *= 0.5
        return self.rate


@jax.jit
def update(params, grads, *, rate, options):
    rate = rate * options["scale"]
    return {name: value - rate * grads[name] for name, value in params.items()}


def run():
    schedule, params = Schedule(0.1), {"w": jnp.ones(2)}
    options = {"scale": 1.0}
    for _ in range(3):
        params = update(params, {"w": jnp.ones(2)}, rate=schedule.decay(), options=options)
        options["scale"] *= 2.0
    return params
