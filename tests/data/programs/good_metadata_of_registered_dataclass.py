"""`meta_fields` are part of the structure, and static."""
# expect: ok
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.tree_util.register_dataclass, data_fields=["w"], meta_fields=["activation", "residual"])
@dataclass
class Layer:
    w: jax.Array
    activation: str
    residual: bool


@jax.jit
def apply(layer, x):
    y = x @ layer.w
    y = jnp.tanh(y) if layer.activation == "tanh" else y
    if layer.residual:
        y = y + x
    return y


def run():
    return apply(Layer(jnp.eye(2), "tanh", True), jnp.ones(2)), apply(Layer(jnp.eye(2), "", False), jnp.ones(2))
