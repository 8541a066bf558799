"""Data are shuffled by the function that random had."""
# expect: raises AttributeError
from jax import random
import jax.numpy as jnp


def batches(key, x, size):
    x = random.shuffle(key, x)  # error: JXL901
    return [x[i : i + size] for i in range(0, len(x), size)]


def run():
    return batches(random.key(0), jnp.arange(4), 2)
