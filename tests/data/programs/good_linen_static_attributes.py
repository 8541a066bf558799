"""Fields of a Linen module are static; `train` is closed over or static."""
# expect: ok
# requires: flax
from functools import partial

import flax.linen as nn
import jax
import jax.numpy as jnp


class Block(nn.Module):
    features: int
    residual: bool = True

    @nn.compact
    def __call__(self, x, train: bool = False):
        y = nn.Dense(self.features)(x)
        if train:
            y = y * 2
        if self.residual and y.shape == x.shape:
            y = y + x
        self.sow("intermediates", "y", y)
        return y


model = Block(2)


@partial(jax.jit, static_argnames="train")
def forward(variables, x, train):
    return model.apply(variables, x, train=train)


def run():
    x = jnp.ones((1, 2))
    variables = model.init(jax.random.key(0), x)
    return forward({"params": variables["params"]}, x, train=True)
