"""A config dict frozen into a compiled partial is changed by the schedule."""
# expect: differs
from functools import partial

import jax
import jax.numpy as jnp


def sgd(config, params, grads):
    return jax.tree.map(lambda p, g: p - config["lr"] * g, params, grads)


def train(epochs):
    config = {"lr": 0.1, "momentum": 0.9}
    update = jax.jit(partial(sgd, config))  # error: JXL102
    params = {"w": jnp.ones(2)}
    for epoch in range(epochs):
        params = update(params, {"w": jnp.ones(2)})
        config["lr"] *= 0.5
    return params


def run():
    return train(3)
