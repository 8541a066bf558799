"""A draw gets the seed itself instead of a key."""
# expect: raises TypeError
import jax
import jax.numpy as jnp

SEED = 0


def init(sizes, seed):
    return [jax.random.normal(seed, (m, n)) for m, n in zip(sizes, sizes[1:])]  # error: JXL603


def run():
    return init([2, 3, 1], SEED)
