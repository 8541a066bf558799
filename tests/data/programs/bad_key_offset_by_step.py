"""A new key for each step by adding the step's number to the key."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def noise_for(key, step, shape):
    return jax.random.normal(key + step, shape)  # error: JXL603


def run():
    key = jax.random.key(0)
    return jnp.stack([noise_for(key, step, (2,)) for step in range(3)])
