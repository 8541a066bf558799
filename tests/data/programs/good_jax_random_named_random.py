"""`random` is `jax.random` here."""
# expect: ok
import jax
import jax.numpy as jnp
from jax import random


@jax.jit
def dropout(key, x, rate=0.5):
    keep = random.bernoulli(key, 1 - rate, x.shape)
    return jnp.where(keep, x / (1 - rate), 0.0)


def run():
    first, second = random.split(random.key(0))
    return dropout(first, jnp.ones(8)), dropout(second, jnp.ones(8))
