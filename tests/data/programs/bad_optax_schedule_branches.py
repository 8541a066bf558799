"""A schedule with a Python `if` over the step, which optax counts under jit."""
# expect: raises TracerBoolConversionError
# requires: optax
import jax
import jax.numpy as jnp
import optax


def warmup(count):
    if count < 10:  # error: JXL401
        return 0.01 * count
    return 0.1


optimizer = optax.sgd(warmup)


@jax.jit
def step(params, state, grads):
    updates, state = optimizer.update(grads, state, params)
    return optax.apply_updates(params, updates), state


def run():
    params = {"w": jnp.ones(2)}
    return step(params, optimizer.init(params), params)
