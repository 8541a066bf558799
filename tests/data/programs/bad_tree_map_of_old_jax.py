"""An update in the words of an older JAX."""
# expect: raises AttributeError
import jax
import jax.numpy as jnp


def ema(average, params, decay=0.99):
    return jax.tree_map(lambda a, p: decay * a + (1 - decay) * p, average, params)  # error: JXL901


def run():
    params = {"w": jnp.ones(3)}
    return ema(params, params)
