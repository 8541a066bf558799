"""A module-level key that the compiled function splits: the tracer is left in the module."""
# expect: leaks
import jax
import jax.numpy as jnp
from jax import random

KEY = random.key(0)


def next_key():
    global KEY
    KEY, sub = random.split(KEY)  # error: JXL104
    return sub


@jax.jit
def noisy(x):
    return x + random.normal(next_key(), x.shape)


def run():
    return noisy(jnp.zeros(3))
