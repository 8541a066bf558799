"""A configuration with a hash by value, of a field that does not compare, changes in place."""
# expect: differs
from dataclasses import dataclass, field
from functools import partial

import jax
import jax.numpy as jnp


@dataclass(unsafe_hash=True)
class Config:
    width: int
    temperature: float = field(default=1.0, compare=False)


@partial(jax.jit, static_argnames=("config",))
def logits(x, config):
    return x[: config.width] / config.temperature


def anneal(x, config, temperatures):
    out = []
    for t in temperatures:
        config.temperature = t  # error: JXL509
        out.append(logits(x, config=config))
    return jnp.stack(out)


def run():
    return anneal(jnp.arange(4.0), Config(3), [1.0, 0.5])
