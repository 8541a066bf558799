"""A sampler whose accept step selects with `where`, over a tree of positions."""
# expect: ok
import jax
import jax.numpy as jnp
from jax import random


def log_density(position):
    return -0.5 * sum(jnp.sum(leaf**2) for leaf in jax.tree.leaves(position))


def kernel(position, key):
    move, test = random.split(key)
    leaves, treedef = jax.tree.flatten(position)
    keys = random.split(move, len(leaves))
    moved = [leaf + 0.5 * random.normal(k, leaf.shape) for leaf, k in zip(leaves, keys)]
    candidate = jax.tree.unflatten(treedef, moved)
    accept = jnp.log(random.uniform(test)) < log_density(candidate) - log_density(position)
    position = jax.tree.map(lambda new, old: jnp.where(accept, new, old), candidate, position)
    return position, accept


@jax.jit
def sample(key, start):
    return jax.lax.scan(kernel, start, random.split(key, 5))


def run():
    return sample(random.key(0), {"x": jnp.zeros(2), "y": jnp.float32(0.0)})
