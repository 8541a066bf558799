"""The set-up function is called a second time, between two calls."""
# expect: differs
import jax
import jax.numpy as jnp

limit = 1.0


def setup(value):
    global limit
    limit = value


@jax.jit
def saturate(x):
    return jnp.minimum(x, limit)  # error: JXL101


def run():
    x = jnp.arange(4.0)
    setup(0.5)
    low = saturate(x)
    setup(2.5)
    return low, saturate(x)
