"""A gradient transformation of one's own: closures over Python numbers, a NamedTuple as state."""
# expect: ok
# requires: optax
from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax


class TraceState(NamedTuple):
    trace: object
    count: jax.Array


def scale_by_trace(decay, nesterov=False, accumulator_dtype=None, warmup=0):
    if not 0.0 <= decay < 1.0:
        raise ValueError("decay")

    def init(params):
        return TraceState(jax.tree.map(jnp.zeros_like, params), jnp.zeros([], jnp.int32))

    def update(updates, state, params=None):
        del params
        trace = jax.tree.map(lambda g, t: g + decay * t, updates, state.trace)
        if nesterov:
            updates = jax.tree.map(lambda g, t: g + decay * t, updates, trace)
        else:
            updates = trace
        if accumulator_dtype is not None:
            trace = jax.tree.map(lambda t: t.astype(accumulator_dtype), trace)
        count = optax.safe_increment(state.count)
        if warmup > 0:
            updates = jax.tree.map(lambda u: jnp.where(count < warmup, 0.5 * u, u), updates)
        return updates, TraceState(trace, count)

    return optax.GradientTransformation(init, update)


def run():
    tx = optax.chain(scale_by_trace(0.9, nesterov=True, warmup=2), optax.scale(-0.1))
    params = {"w": jnp.ones(2)}
    state = tx.init(params)
    updates, state = jax.jit(tx.update)({"w": jnp.ones(2)}, state, params)
    return optax.apply_updates(params, updates)
