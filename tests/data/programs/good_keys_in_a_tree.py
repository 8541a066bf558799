"""A tree of keys with the structure of the parameters."""
import jax
import jax.numpy as jnp


def keys_like(key, tree):
    leaves, treedef = jax.tree.flatten(tree)
    return jax.tree.unflatten(treedef, list(jax.random.split(key, len(leaves))))


@jax.jit
def perturb(key, params):
    return jax.tree.map(lambda p, k: p + jax.random.normal(k, p.shape), params, keys_like(key, params))


def run():
    first, second = jax.random.split(jax.random.key(0))
    params = {"w": jnp.ones((2, 3)), "b": [jnp.zeros(3), jnp.zeros(1)]}
    return perturb(second, perturb(first, params))
