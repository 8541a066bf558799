"""Activations are kept in a list of the program, from inside a Linen module under jit."""
# expect: effects 1 of 3
# requires: flax
import flax.linen as nn
import jax
import jax.numpy as jnp

captured = []


def effects():
    return len(captured)


class Probe(nn.Module):
    @nn.compact
    def __call__(self, x):
        y = nn.Dense(2)(x)
        captured.append(y.shape)  # error: JXL105
        return y


@jax.jit
def forward(params, x):
    return Probe().apply(params, x)


def run():
    x = jnp.ones((1, 3))
    params = Probe().init(jax.random.key(0), x)
    captured.clear()
    return [forward(params, x) for _ in range(3)]
