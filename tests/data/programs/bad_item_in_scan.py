"""`.item()` of the carry."""
# expect: raises ConcretizationTypeError
import jax
import jax.numpy as jnp


def decay(carry, x):
    scale = carry.item()  # error: JXL402
    return carry * 0.5, x * scale


def run():
    return jax.lax.scan(decay, jnp.float32(1.0), jnp.arange(3.0))
