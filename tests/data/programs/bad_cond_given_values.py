"""Both outcomes of a cond are calculated first and handed over as values."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


@jax.jit
def relu_or_leaky(x, leaky):
    return jax.lax.cond(leaky, jnp.where(x > 0, x, 0.1 * x), jnp.maximum(x, 0.0))  # error: JXL703


def run():
    return relu_or_leaky(jnp.arange(-2.0, 2.0), True)
