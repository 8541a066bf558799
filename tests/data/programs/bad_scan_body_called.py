"""The body of a scan is called with its parameters instead of bound to them."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def step(params, carry, x):
    carry = jnp.tanh(params @ carry + x)
    return carry, carry


def unroll(params, xs):
    h0 = jnp.zeros(xs.shape[1])
    return jax.lax.scan(step(params, h0, xs[0]), h0, xs)  # error: JXL703


def run():
    return unroll(jnp.eye(2), jnp.ones((3, 2)))
