"""A function mapped over the leaves of a pytree writes into each leaf."""
# expect: raises TypeError "JAX arrays are immutable"
import jax
import jax.numpy as jnp


def prune(leaf):
    leaf[jnp.abs(leaf) < 0.5] = 0.0  # error: JXL201
    return leaf


def sparsify(params):
    return jax.tree.map(prune, params)


def run():
    return sparsify({"w": jnp.array([0.1, 0.9]), "b": jnp.array([0.2])})
