"""Backtracking with a `while` that closes over the traced step."""
# expect: raises TracerBoolConversionError
import functools

import jax
import jax.numpy as jnp


def backtrack(f, x, direction, slope):
    t = 1.0

    def sufficient(t):
        return f(x + t * direction) <= f(x) + 1e-4 * t * slope

    while not sufficient(t):  # error: JXL401
        t *= 0.5
    return t


@functools.partial(jax.jit, static_argnums=0)
def descend(f, x):
    g = jax.grad(f)(x)
    return x - backtrack(f, x, -g, -jnp.sum(g**2)) * g


def run():
    return descend(lambda v: jnp.sum(v**4), jnp.ones(3))
