"""Iterators that are made and used up while tracing unroll."""
# expect: ok
import itertools

import jax
import jax.numpy as jnp


@jax.jit
def pairwise(xs):
    total = 0.0
    for a, b in itertools.combinations(xs, 2):
        total = total + jnp.sum(a * b)
    keys = iter(sorted({"a": 1, "b": 2}))
    first = next(keys)
    return total + len(first) + next(iter({"k": jnp.float32(1.0)}.values()))


def run():
    return pairwise([jnp.ones(2), jnp.ones(2), jnp.ones(2)])
