"""A loss differentiates through a solver that iterates until convergence."""
# expect: raises ValueError
import jax
import jax.numpy as jnp


def solve(theta, tol=1e-3):
    def cond(state):
        x, prev = state
        return jnp.abs(x - prev) > tol

    def body(state):
        x, _ = state
        return jnp.cos(theta * x), x

    return jax.lax.while_loop(cond, body, (jnp.float32(0.5), jnp.float32(1.0)))[0]  # error: JXL706


def loss(theta, target):
    return (solve(theta) - target) ** 2


def run():
    return jax.grad(loss)(jnp.float32(0.9), 0.5)
