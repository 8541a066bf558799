"""Identifiers are stored as 64-bit integers which are never enabled."""
# expect: warns UserWarning
import jax.numpy as jnp
import numpy as np

DTYPE = "int64"


def hash_ids(users, buckets):
    ids = jnp.asarray(users, dtype=DTYPE)  # error: JXL906
    return (ids * 31 + 7) % buckets


def run():
    return hash_ids(np.arange(4), 10)
