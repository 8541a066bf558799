"""A cached helper is called with a traced argument."""
# expect: raises TypeError "unhashable type"
import functools

import jax
import jax.numpy as jnp


@functools.lru_cache  # error: JXL407
def basis(x):
    return jnp.sin(x)


@jax.jit
def forward(x):
    return basis(x) + 1.0


def run():
    return forward(jnp.float32(1.0))
