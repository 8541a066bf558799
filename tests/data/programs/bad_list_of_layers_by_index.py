"""A Python list of functions, indexed by what scan hands over."""
# expect: raises TracerIntegerConversionError
import jax
import jax.numpy as jnp

ACTIVATIONS = [jnp.tanh, jnp.sin, jnp.cos]


def body(x, i):
    return ACTIVATIONS[i](x), None  # error: JXL404


def run():
    return jax.lax.scan(body, jnp.ones(2), jnp.arange(3))[0]
