"""A frozen dataclass as static argument: its fields are Python values."""
# expect: ok
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp


@dataclass(frozen=True)
class Config:
    layers: int = 2
    bias: bool = True
    name: str = "mlp"


@partial(jax.jit, static_argnames="config")
def forward(config, params, x):
    for i in range(config.layers):
        x = jnp.tanh(x @ params[f"{config.name}{i}"])
        if config.bias and i < config.layers - 1:
            x = x + 1.0
    return x


def run():
    params = {"mlp0": jnp.eye(2), "mlp1": jnp.eye(2)}
    return forward(Config(), params, jnp.ones(2)), forward(Config(bias=False), params, jnp.ones(2))
