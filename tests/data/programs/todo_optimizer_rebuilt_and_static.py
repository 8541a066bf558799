"""The optimizer is static and built again for each learning rate of a schedule."""
# expect: retraces
# requires: optax
# todo: what is made of another number each time compiles anew in any case
from functools import partial

import jax
import jax.numpy as jnp
import optax


@partial(jax.jit, static_argnames="tx")
def apply(params, grads, state, tx):
    updates, state = tx.update(grads, state)
    return optax.apply_updates(params, updates), state


def train(params, epochs):
    state = optax.sgd(0.1).init(params)
    for epoch in range(epochs):
        tx = optax.sgd(0.1 / (epoch + 1))
        grads = 2 * params
        params, state = apply(params, grads, state, tx=tx)  # error: JXL506
    return params


def run():
    return train(jnp.ones(2), 3)
