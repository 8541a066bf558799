"""Rejection sampling that repeats the number that it has rejected, in another shape."""
# expect: reuses key
import jax
import jax.numpy as jnp


def sample(key):
    x = jax.random.uniform(key, (2,))
    for scale in (0.5, 0.25):
        if jnp.sum(x**2) <= 1:
            return x
        x = scale + jax.random.uniform(key, (2,))  # error: JXL601
    return x


def run():
    return sample(jax.random.key(0))
