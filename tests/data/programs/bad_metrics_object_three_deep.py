"""A logger that is three calls away from jit."""
# expect: effects 1 of 3
import jax
import jax.numpy as jnp


class Metrics:
    def __init__(self):
        self.seen = {}

    def record(self, name, value):
        self.seen.setdefault(name, []).append(value)  # error: JXL105


METRICS = Metrics()


def effects():
    return len(METRICS.seen.get("calls", []))


def note_call():
    METRICS.record("calls", 1)


def loss_fn(w):
    note_call()
    return jnp.sum(w**2)


@jax.jit
def step(w):
    return w - 0.1 * jax.grad(loss_fn)(w)


def run():
    w = jnp.ones(2)
    for _ in range(3):
        w = step(w)
    return w
