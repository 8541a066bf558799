"""Attention over heads: the keys were not transposed."""
# expect: raises TypeError "dot_general requires contracting dimensions"
import jax
from jax import numpy as jnp


def split_heads(x, heads):
    n, d = x.shape
    return x.reshape(n, heads, d // heads).transpose(1, 0, 2)


@jax.jit
def attention(x):
    q = split_heads(x, 2)
    k = split_heads(x, 2)
    scores = jnp.matmul(q, k)  # error: JXL301
    return jax.nn.softmax(scores, axis=-1)


def run():
    return attention(jnp.ones((6, 8)))
