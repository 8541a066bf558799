"""A static argument's name is misspelt in the decorator."""
# expect: raises ValueError
from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnames=("rate", "is_traning"))  # error: JXL503
def dropout(x, key, rate, is_training):
    if not is_training:
        return x
    keep = jax.random.bernoulli(key, 1 - rate, x.shape)
    return jnp.where(keep, x / (1 - rate), 0.0)


def run():
    return dropout(jnp.ones(4), jax.random.key(0), rate=0.5, is_training=True)
