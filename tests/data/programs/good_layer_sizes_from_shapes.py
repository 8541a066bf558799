"""Loops and branches over the structure and the shapes of the parameters."""
# expect: ok
import jax
import jax.numpy as jnp


def init(sizes):
    return [(jnp.ones((n, m)) / m, jnp.zeros(n)) for m, n in zip(sizes[:-1], sizes[1:])]


@jax.jit
def forward(params, x):
    depth = len(params)
    for number, (weight, bias) in enumerate(params):
        y = weight @ x + bias
        if number < depth - 1:
            y = jnp.tanh(y)
        if weight.shape[0] == weight.shape[1]:
            y = y + x
        assert y.ndim == 1, f"layer {number} gives {y.shape}"
        x = y
    return x if x.shape[0] > 1 else x[0]


def run():
    return forward(init([3, 4, 4, 1]), jnp.ones(3))
