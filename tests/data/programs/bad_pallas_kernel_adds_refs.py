"""A Pallas kernel adds its references."""
# expect: raises AttributeError
import functools

import jax
import jax.numpy as jnp
from jax.experimental import pallas as pl


def add_kernel(a_ref, b_ref, o_ref, *, scale):
    o_ref[...] = scale * (a_ref + b_ref)  # error: JXL808


@jax.jit
def add(a, b):
    kernel = functools.partial(add_kernel, scale=2.0)
    return pl.pallas_call(kernel, out_shape=jax.ShapeDtypeStruct(a.shape, a.dtype), interpret=True)(a, b)


def run():
    return add(jnp.ones(8), jnp.ones(8))
