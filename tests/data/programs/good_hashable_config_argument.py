"""A frozen dataclass as static argument: its fields are Python values."""
# expect: ok
import dataclasses
from functools import partial

import jax
import jax.numpy as jnp


@dataclasses.dataclass(frozen=True)
class Config:
    layers: int = 2
    residual: bool = True
    activation: str = "relu"

    @property
    def act(self):
        return getattr(jax.nn, self.activation)


@partial(jax.jit, static_argnums=(0,))
def forward(config, w, x):
    for _ in range(config.layers):
        y = config.act(w @ x)
        x = x + y if config.residual else y
    if config.layers > 3 and not config.residual:
        x = x / config.layers
    return x


def run():
    return [forward(Config(n), jnp.eye(2), jnp.ones(2)) for n in (1, 4)]
