"""The losses are collected in a list of the module."""
# expect: effects 1 of 3
# expect: leaks
import jax
import jax.numpy as jnp

effects = []


@jax.jit
def step(w, x):
    loss = jnp.mean((w * x) ** 2)
    effects.append(loss)  # error: JXL105
    return w - 0.1 * loss


def run():
    w = jnp.float32(1.0)
    for _ in range(3):
        w = step(w, jnp.ones(2))
    return w
