"""A decorator that times calls does not wait for what they return."""
# expect: silent, because the clock measures the dispatch
import functools
import time

import jax
import jax.numpy as jnp


def timed(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        start = time.perf_counter()
        result = fn(*args, **kwargs)  # error: JXL903
        print(fn.__name__, time.perf_counter() - start)
        return result

    return wrapper


@timed
@jax.jit
def simulate(x):
    return jax.lax.fori_loop(0, 10, lambda _, x: jnp.sin(x), x)


def run():
    return simulate(jnp.ones(4))
