"""Each branch uses the key once, and returns."""
import jax
import jax.numpy as jnp
from jax import lax


def act(key, values, mode):
    if mode == "greedy":
        return jnp.argmax(values)
    if mode == "boltzmann":
        return jax.random.categorical(key, values)
    key, explore_key = jax.random.split(key)
    explore = jax.random.bernoulli(explore_key, 0.1)
    return lax.cond(
        explore,
        lambda k: jax.random.randint(k, (), 0, values.shape[0]),
        lambda k: jax.random.categorical(k, values).astype(jnp.int32),
        key,
    )


def run():
    keys = jax.random.split(jax.random.key(0), 3)
    return [act(k, jnp.arange(3.0), mode) for k, mode in zip(keys, ("greedy", "boltzmann", "mixed"), strict=True)]
