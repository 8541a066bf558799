"""A Pallas kernel returns what it should write."""
# expect: raises ValueError
import jax
import jax.numpy as jnp
from jax.experimental import pallas as pl


def softmax_kernel(x_ref, o_ref):
    x = x_ref[...]
    e = jnp.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)  # error: JXL808


softmax = pl.pallas_call(
    softmax_kernel, out_shape=jax.ShapeDtypeStruct((2, 4), jnp.float32), interpret=True
)


def run():
    return softmax(jnp.ones((2, 4)))
