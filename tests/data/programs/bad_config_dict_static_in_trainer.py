"""A configuration dict handed to a jitted step as a static argument."""
# expect: raises ValueError
from functools import partial

import jax
import jax.numpy as jnp

DEFAULTS = {"lr": 0.1, "clip": 1.0}


@partial(jax.jit, static_argnames=("cfg",))
def sgd(params, grads, cfg):
    grads = jnp.clip(grads, -cfg["clip"], cfg["clip"])
    return params - cfg["lr"] * grads


class Trainer:
    def __init__(self, **overrides):
        self.cfg = {**DEFAULTS, **overrides}

    def step(self, params):
        grads = jax.grad(lambda p: jnp.sum(p**2))(params)
        return sgd(params, grads, cfg=self.cfg)  # error: JXL502


def run():
    return Trainer(lr=0.2).step(jnp.ones(3))
