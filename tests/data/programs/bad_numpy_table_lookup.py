"""A table of NumPy, indexed by a traced integer inside vmap."""
# expect: raises TracerArrayConversionError
import jax
import jax.numpy as jnp
import numpy as np

EMBEDDING = np.random.default_rng(0).normal(size=(10, 4))


def embed(token):
    return EMBEDDING[token]  # error: JXL404


def run():
    return jax.vmap(embed)(jnp.array([1, 2, 3]))
