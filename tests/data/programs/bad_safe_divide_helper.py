"""A helper that divides safely, under value_and_grad."""
# expect: nan gradient
import jax
import jax.numpy as jnp


def safe_divide(a, b):
    return jnp.where(b == 0, 0.0, a / b)  # error: JXL803


def objective(weights, values):
    return jnp.sum(safe_divide(values * weights, weights))


def run():
    return jax.value_and_grad(objective)(jnp.array([0.0, 1.0]), jnp.ones(2))
