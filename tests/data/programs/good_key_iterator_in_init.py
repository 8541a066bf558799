"""Parameters are made with `next(keys)`, outside any trace."""
# expect: ok
import jax
import jax.numpy as jnp


def init(key, sizes):
    keys = iter(jax.random.split(key, len(sizes) - 1))
    return [
        {"w": jax.random.normal(next(keys), (m, n)) / jnp.sqrt(m), "b": jnp.zeros(n)}
        for m, n in zip(sizes[:-1], sizes[1:])
    ]


@jax.jit
def forward(params, x):
    *hidden, last = params
    for layer in hidden:
        x = jax.nn.relu(x @ layer["w"] + layer["b"])
    return x @ last["w"] + last["b"]


def run():
    return forward(init(jax.random.key(0), (2, 4, 1)), jnp.ones(2))
