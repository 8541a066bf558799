"""Explicit Euler on a grid, written as one would in NumPy; everything runs under `fori_loop`."""
# expect: raises TypeError "JAX arrays are immutable"
import jax
import jax.numpy as jnp
from jax import lax


def laplacian(u):
    result = jnp.zeros_like(u)
    result[1:-1] = u[2:] - 2.0 * u[1:-1] + u[:-2]  # error: JXL201
    return result


def advance(_, u):
    u = u + 0.1 * laplacian(u)
    u[0] = 0.0  # error: JXL201
    u[-1] = 0.0  # error: JXL201
    return u


@jax.jit
def solve(u):
    return lax.fori_loop(0, 10, advance, u)


def run():
    return solve(jnp.sin(jnp.linspace(0.0, jnp.pi, 8)))
