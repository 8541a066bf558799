"""A quaternion's components are counted from one."""
# expect: silent, because JAX clamps the index
import jax
import jax.numpy as jnp


def conjugate(q):
    return jnp.array([q[1], -q[2], -q[3], -q[4]])  # error: JXL908


def run():
    return jax.vmap(conjugate)(jnp.arange(8.0).reshape(2, 4))
