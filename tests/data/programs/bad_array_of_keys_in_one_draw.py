"""A whole array of keys is used as one key."""
# expect: raises ValueError
import jax
import jax.numpy as jnp


def bootstrap(key, data, n):
    keys = jax.random.split(key, n)
    index = jax.random.randint(keys, data.shape, 0, len(data))  # error: JXL603
    return data[index]


def run():
    return bootstrap(jax.random.key(0), jnp.arange(4.0), 5)
