"""Equinox: keys are split for the layers, and dropout is given one only where it is not inference."""
# requires: equinox
import equinox as eqx
import jax
import jax.numpy as jnp


class Block(eqx.Module):
    linear: eqx.nn.Linear
    dropout: eqx.nn.Dropout

    def __init__(self, width, *, key):
        self.linear = eqx.nn.Linear(width, width, key=key)
        self.dropout = eqx.nn.Dropout(0.3)

    def __call__(self, x, *, key=None, inference=False):
        return self.dropout(jax.nn.relu(self.linear(x)), key=key, inference=inference)


class Net(eqx.Module):
    blocks: list

    def __init__(self, width, depth, *, key):
        self.blocks = [Block(width, key=k) for k in jax.random.split(key, depth)]

    def __call__(self, x, *, key=None):
        keys = [None] * len(self.blocks) if key is None else jax.random.split(key, len(self.blocks))
        for block, block_key in zip(self.blocks, keys, strict=True):
            x = block(x, key=block_key, inference=key is None)
        return x


def run():
    model_key, drop_key = jax.random.split(jax.random.key(0))
    net = Net(3, 2, key=model_key)
    x = jnp.ones((4, 3))
    return jax.vmap(lambda x, key: net(x, key=key))(x, jax.random.split(drop_key, 4)), jax.vmap(net)(x)
