"""A generator of learning rates, advanced by the body of a fori_loop."""
# expect: differs
import jax


def rates():
    rate = 1.0
    while True:
        yield rate
        rate *= 0.5


def descend(x):
    schedule = rates()

    def body(_, x):
        return x - next(schedule) * x * 0.1  # error: JXL109

    return jax.lax.fori_loop(0, 4, body, x)


def run():
    return descend(1.0)
