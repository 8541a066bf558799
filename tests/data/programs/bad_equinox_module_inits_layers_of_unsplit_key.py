"""The first half of a split is split again, and used for a layer as well."""
# expect: reuses key
# requires: equinox
import equinox as eqx
import jax
import jax.numpy as jnp


class Net(eqx.Module):
    hidden: list
    out: eqx.nn.Linear

    def __init__(self, width, *, key):
        hidden_key, out_key = jax.random.split(key)
        self.hidden = [eqx.nn.Linear(width, width, key=k) for k in jax.random.split(hidden_key, 2)]
        self.out = eqx.nn.Linear(width, 1, key=hidden_key)  # error: JXL601

    def __call__(self, x):
        for layer in self.hidden:
            x = jax.nn.relu(layer(x))
        return self.out(x)


def run():
    return Net(3, key=jax.random.key(0))(jnp.ones(3))
