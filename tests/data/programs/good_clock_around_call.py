"""The clock is read around the compiled call, not in it."""
# expect: ok
import time

import jax
import jax.numpy as jnp


@jax.jit
def work(x):
    return x @ x


def timed(f, *args):
    start = time.perf_counter()
    out = jax.block_until_ready(f(*args))
    return out, time.perf_counter() - start


def run():
    out, seconds = timed(work, jnp.eye(3))
    return out, seconds > 0.0
