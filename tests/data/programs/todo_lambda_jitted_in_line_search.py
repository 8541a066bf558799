"""A line search that compiles its objective for each trial step."""
# expect: retraces
# todo: a function that closes over another number each time compiles anew in any case
import jax
import jax.numpy as jnp


def objective(x):
    return jnp.sum(x**4) - jnp.sum(x)


def backtrack(x, direction, alpha=1.0, shrink=0.5):
    start = float(objective(x))
    while alpha > 1e-3:
        trial = jax.jit(lambda x, d: objective(x + alpha * d))  # error: JXL501
        if float(trial(x, direction)) < start:
            break
        alpha *= shrink
    return alpha


def run():
    x = jnp.full(3, 4.0)
    return jnp.asarray(backtrack(x, -100.0 * jnp.ones(3)))
