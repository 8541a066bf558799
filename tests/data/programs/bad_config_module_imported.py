"""The configuration is imported from the module that is gone."""
# expect: raises ImportError
from jax.config import config  # error: JXL901

config.update("jax_enable_x64", True)

import jax.numpy as jnp


def run():
    return jnp.ones(2)
