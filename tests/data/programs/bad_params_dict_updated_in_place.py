"""The dict that a jitted function gets is a copy: the caller's parameters stay as they are."""
# expect: differs
import jax
import jax.numpy as jnp


@jax.jit
def apply_gradients(params, grads, rate):
    for name in params:
        params[name] = params[name] - rate * grads[name]  # error: JXL106


def run():
    params = {"w": jnp.ones(2), "b": jnp.zeros(1)}
    grads = {"w": jnp.ones(2), "b": jnp.ones(1)}
    apply_gradients(params, grads, 0.1)
    return params
