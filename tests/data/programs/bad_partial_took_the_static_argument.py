"""The configuration is bound by partial, and its place is still declared static."""
# expect: raises ValueError
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp


@dataclass(frozen=True)
class Config:
    width: int = 4
    scale: float = 2.0


def forward(config, params, x):
    return config.scale * (x @ params)


def build(config):
    return jax.jit(partial(forward, config), static_argnums=(0, 2))  # error: JXL503


def run():
    return build(Config())(jnp.eye(4), jnp.ones((2, 4)))
