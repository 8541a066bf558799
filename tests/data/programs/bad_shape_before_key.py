"""The shape stands where the key belongs, as in NumPy."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def glorot(key, fan_in, fan_out):
    limit = jnp.sqrt(6.0 / (fan_in + fan_out))
    return limit * jax.random.uniform((fan_in, fan_out), key, minval=-1.0)  # error: JXL603


def run():
    return glorot(jax.random.key(0), 2, 3)
