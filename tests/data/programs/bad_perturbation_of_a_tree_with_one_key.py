"""Every leaf of the parameters is perturbed with the same key."""
# expect: reuses key
import jax
import jax.numpy as jnp


def perturb(key, params, scale):
    return jax.tree.map(lambda p: p + scale * jax.random.normal(key, p.shape), params)  # error: JXL601


def run():
    return perturb(jax.random.key(0), {"w": jnp.ones(3), "b": jnp.zeros(3)}, 0.1)
