"""Attributes of a Linen module are Python values: branches, loops and shapes from them are static."""
# expect: ok
# requires: flax
from collections.abc import Callable

import flax.linen as nn
import jax
import jax.numpy as jnp


class Block(nn.Module):
    width: int
    act: Callable | None = None
    use_norm: bool = False

    def setup(self):
        self.dense = nn.Dense(self.width)
        if self.use_norm:
            self.norm = nn.LayerNorm()

    def __call__(self, x):
        y = self.dense(x)
        if self.use_norm:
            y = self.norm(y)
        if self.act is not None:
            y = self.act(y)
        if x.shape[-1] == self.width:
            y = y + x
        return y


class Net(nn.Module):
    widths: tuple[int, ...]

    @nn.compact
    def __call__(self, x):
        for i, width in enumerate(self.widths):
            x = Block(width, nn.relu if i else None, use_norm=bool(i % 2))(x)
        scale = self.param("scale", nn.initializers.ones, (self.widths[-1],))
        return x * scale


def run():
    model = Net((3, 3, 2))
    params = model.init(jax.random.key(0), jnp.ones((2, 3)))
    return jax.jit(model.apply)(params, jnp.ones((2, 3)))
