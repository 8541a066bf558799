"""An environment variable is read while tracing."""
# expect: differs
import os

import jax
import jax.numpy as jnp


def weight():
    return float(os.environ.get("WEIGHT_DECAY", "0.0"))  # error: JXL108


@jax.jit
def loss(w):
    return jnp.sum(w**2) * weight()


def run():
    os.environ["WEIGHT_DECAY"] = "0.5"
    first = loss(jnp.ones(2))
    os.environ["WEIGHT_DECAY"] = "2.0"
    return first, loss(jnp.ones(2))
