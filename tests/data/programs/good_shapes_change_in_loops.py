"""Shapes that grow, shrink and turn around while a loop runs."""
# expect: ok
import jax
import jax.numpy as jnp


def pyramid(x):
    levels = []
    while x.shape[0] > 1:
        levels.append(x @ jnp.ones(x.shape[-1]))
        x = 0.5 * (x[::2] + x[1::2])
    return levels


def product(matrices):
    result = jnp.eye(matrices[0].shape[0])
    for matrix in matrices:
        result = result @ matrix
    return result


def grow(x, times):
    weights = jnp.ones((1, x.shape[0]))
    for _ in range(times):
        weights = jnp.concatenate([weights, weights], axis=0)
        x = x if weights.shape[0] < 4 else x * 2.0
    return weights @ x


def run():
    sizes = [(2, 3), (3, 4), (4, 1)]
    return pyramid(jnp.ones((4, 3))), product([jnp.ones(s) for s in sizes]), grow(jnp.ones(2), 2)
