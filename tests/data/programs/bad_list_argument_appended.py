"""A list that is an argument is extended, and only its sum returned."""
# expect: differs
import jax
import jax.numpy as jnp


def accumulate(history, value):
    history.append(value)  # error: JXL106
    return sum(history)


@jax.jit
def step(history, x):
    return accumulate(history, jnp.sum(x))


def run():
    history = [jnp.float32(1.0)]
    total = step(history, jnp.ones(3))
    return total, history
