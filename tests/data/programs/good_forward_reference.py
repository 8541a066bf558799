"""Globals that are bound further down, once: constants, functions, and the jitted function itself."""
# expect: ok
import jax
import jax.numpy as jnp


@jax.jit
def power_series(x):
    return sum(COEFFICIENTS[n] * monomial(x, n) for n in range(ORDER))


def monomial(x, n):
    return jnp.ones_like(x) if n == 0 else x * monomial(x, n - 1)


ORDER = 3
COEFFICIENTS = [1.0, 0.5, 0.25]


def run():
    return power_series(jnp.arange(3.0)), power_series(jnp.ones(3))
