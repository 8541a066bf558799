"""The parameters are built of integers."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def rosenbrock(x):
    return jnp.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def minimise(x, steps, lr=1e-3):
    g = jax.jit(jax.grad(rosenbrock))
    for _ in range(steps):
        x = x - lr * g(x)  # error: JXL805
    return x


def run():
    return minimise(jnp.array([0, 1, 2]), 2)
