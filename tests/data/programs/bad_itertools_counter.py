"""`itertools.count` hands out numbers while tracing, not while running."""
# expect: differs
import itertools

import jax
import jax.numpy as jnp

fresh = itertools.count()


def numbered(x):
    return x + next(fresh)  # error: JXL109


compiled = jax.jit(numbered)


def run():
    return jnp.stack([compiled(jnp.float32(0.0)) for _ in range(3)])
