"""Branches of a comprehension read its variable."""
# expect: silent, because all branches shift by the last amount
import jax
import jax.numpy as jnp

SHIFTS = (0, 1, 2)


@jax.jit
def shift(index, x):
    branches = [lambda x: jnp.roll(x, s) for s in SHIFTS]  # error: JXL704
    return jax.lax.switch(index, branches, x)


def run():
    return shift(jnp.int32(0), jnp.arange(4.0))
