"""The reverse process of a diffusion model as a Python loop under jit."""
# expect: silent, because only compilation takes longer
from functools import partial

import jax
import jax.numpy as jnp


class Diffusion:
    def __init__(self, n_steps=100):
        self.n_steps = n_steps
        self.betas = jnp.linspace(1e-4, 0.02, n_steps)

    @partial(jax.jit, static_argnums=0)
    def sample(self, x):
        for t in reversed(range(self.n_steps)):  # error: JXL705
            x = (x - self.betas[t] * jnp.tanh(x)) / jnp.sqrt(1.0 - self.betas[t])
        return x


def run():
    return Diffusion().sample(jnp.ones(2))
