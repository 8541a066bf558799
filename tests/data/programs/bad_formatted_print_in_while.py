"""The body of a while_loop prints at trace time."""
# expect: effects 1 of 5
import jax.numpy as jnp
from jax import lax


def body(state):
    i, x = state
    print("iteration {}: {}".format(i, x))  # error: JXL107
    return i + 1, x / 2


def run():
    return lax.while_loop(lambda state: state[0] < 5, body, (0, jnp.float32(8.0)))
