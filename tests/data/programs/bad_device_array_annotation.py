"""isinstance asks for the array class of old."""
# expect: raises AttributeError
import jax.numpy as jnp
import numpy as np


def to_numpy(tree):
    return {k: np.asarray(v) if isinstance(v, jnp.DeviceArray) else v for k, v in tree.items()}  # error: JXL901


def run():
    return to_numpy({"a": jnp.ones(2)})
