"""The time is read while tracing: the second call returns the first one's."""
# expect: differs
import time

import jax
import jax.numpy as jnp


@jax.jit
def stamped(x):
    started = time.perf_counter()  # error: JXL108
    y = x @ x
    return y, jnp.asarray(started)


def run():
    _, first = stamped(jnp.ones((2, 2)))
    time.sleep(0.5)
    _, second = stamped(jnp.ones((2, 2)))
    return first == second
