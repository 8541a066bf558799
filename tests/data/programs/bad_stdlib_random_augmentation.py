"""`random.random()` decides while tracing, once for all batches."""
# expect: differs
import random

import jax
import jax.numpy as jnp


def jitter():
    return random.random()  # error: JXL108


@jax.jit
def augment(image):
    return image * (1.0 + 0.1 * jitter())


def run():
    image = jnp.ones(3)
    return len({float(augment(image)[0]) for _ in range(4)})
