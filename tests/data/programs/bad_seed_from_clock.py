"""The seed of a sampler is the time, read while tracing."""
# expect: differs
import time

import jax
from jax import random


def fresh_key():
    return random.key(int(time.time() * 1e6) % 2**31)  # error: JXL108


@jax.jit
def draw(scale):
    return scale * random.normal(fresh_key(), (3,))


def run():
    first = draw(1.0)
    time.sleep(0.01)
    return (first == draw(1.0)).all()
