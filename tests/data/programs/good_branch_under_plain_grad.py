"""Under grad alone the primal value is known: `if`, `while`, `int` work."""
# expect: ok
import jax
import jax.numpy as jnp


def huber(x):
    if abs(x) < 1.0:
        return 0.5 * x**2
    return abs(x) - 0.5


def halve(x):
    while x > 1.0:
        x = x / 2
    return x * int(x + 1.0)


def run():
    return jax.grad(huber)(2.0), jax.grad(huber)(0.5), jax.grad(halve)(5.0), jax.hessian(huber)(0.5)
