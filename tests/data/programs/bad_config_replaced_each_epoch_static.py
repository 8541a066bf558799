"""A frozen configuration carries the epoch, and is replaced for each."""
# expect: retraces
import dataclasses
from functools import partial

import jax
import jax.numpy as jnp


@dataclasses.dataclass(frozen=True)
class Settings:
    lr: float = 0.1
    epoch: int = 0


@partial(jax.jit, static_argnames=("settings",))
def update(params, settings):
    return params - settings.lr / (1 + settings.epoch) * params


def fit(params, epochs):
    settings = Settings()
    for epoch in range(epochs):
        settings = dataclasses.replace(settings, epoch=epoch)
        params = update(params, settings)  # error: JXL506
    return params


def run():
    return fit(jnp.ones(3), 8)
