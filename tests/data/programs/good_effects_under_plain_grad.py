"""Plain grad runs its function anew in every call: effects happen each time."""
# expect: ok
import jax
import jax.numpy as jnp

effects = 0


def loss(w):
    global effects
    effects += 1
    return jnp.sum(w**2)


def run():
    w = jnp.ones(2)
    for _ in range(3):
        w = w - 0.1 * jax.grad(loss)(w)
    return w
