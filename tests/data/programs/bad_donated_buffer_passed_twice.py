"""One array is donated in two calls."""
# expect: raises ValueError
import jax
import jax.numpy as jnp


def _push(buffer, item, index):
    return buffer.at[index].set(item)


push = jax.jit(_push, donate_argnames="buffer")


def fill(items):
    buffer = jnp.zeros((4, 2))
    for index, item in enumerate(items):
        filled = push(buffer, item, index)  # error: JXL802
    return filled


def run():
    return fill([jnp.ones(2), 2 * jnp.ones(2)])
