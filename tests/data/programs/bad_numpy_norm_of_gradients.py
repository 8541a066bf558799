"""Clipping by the global norm, calculated with NumPy."""
# expect: raises TracerArrayConversionError
import jax
import jax.numpy as jnp
import numpy as np


def global_norm(tree):
    return jnp.sqrt(sum(np.linalg.norm(leaf) ** 2 for leaf in jax.tree.leaves(tree)))  # error: JXL403


def clip_by_norm(grads, limit):
    scale = jnp.minimum(1.0, limit / global_norm(grads))
    return jax.tree.map(lambda g: g * scale, grads)


step = jax.jit(lambda p, g: jax.tree.map(jnp.subtract, p, clip_by_norm(g, 1.0)))


def run():
    tree = {"w": jnp.ones((2, 2)), "b": jnp.ones(2)}
    return step(tree, tree)
