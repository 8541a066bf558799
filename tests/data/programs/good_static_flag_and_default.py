"""Static arguments, and defaults that nobody passes, stay Python values."""
# expect: ok
from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnames=("train", "layers"))
def forward(x, train, layers=2):
    for i in range(layers):
        x = jnp.sin(x) if i % 2 else jnp.cos(x)
    if train:
        x = x * 2
    return x


@jax.jit
def scaled(x, double=False):
    return 2 * x if double else x


def run():
    x = jnp.ones(2)
    return forward(x, train=True), forward(x, False, layers=3), scaled(x)
