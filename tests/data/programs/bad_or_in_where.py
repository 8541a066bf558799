"""`or` between two masks."""
# expect: raises ValueError
import jax
import jax.numpy as jnp


@jax.jit
def outside(x, low, high):
    return jnp.where(x < low or x > high, jnp.nan, x)  # error: JXL401


def run():
    return outside(jnp.arange(4.0), 1.0, 2.0)
