"""Parameters and synthetic data are drawn from the same key."""
# expect: reuses key
import jax
import jax.numpy as jnp


def init_params(key, sizes):
    keys = jax.random.split(key, len(sizes) - 1)
    return [jax.random.normal(k, (m, n)) for k, m, n in zip(keys, sizes[:-1], sizes[1:])]


def make_data(key, n):
    x = jax.random.uniform(key, (n, 2))
    return x, jnp.sin(x).sum(-1)


def run():
    key = jax.random.key(42)
    params = init_params(key, [2, 4, 1])
    x, y = make_data(key, 8)  # error: JXL601
    return params, x, y
