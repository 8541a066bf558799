"""What `partial` binds before jit is no argument of jit."""
# expect: ok
from functools import partial

import jax
import jax.numpy as jnp


def block(kind, depth, x):
    for _ in range(depth):
        x = jnp.tanh(x) if kind == "tanh" else jax.nn.relu(x)
    return x


def run():
    x = jnp.linspace(-1.0, 1.0, 3)
    return jax.jit(partial(block, "tanh", 2))(x), jax.vmap(partial(block, "relu", depth=1))(x=x)
