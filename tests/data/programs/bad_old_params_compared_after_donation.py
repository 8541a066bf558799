"""The parameters before a donating step are compared with those after."""
# expect: raises RuntimeError
from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, donate_argnums=(0,))
def sgd(params, grads):
    return jax.tree.map(lambda p, g: p - 0.1 * g, params, grads)


def train(params, n):
    for _ in range(n):
        grads = jax.tree.map(jnp.ones_like, params)
        new = sgd(params, grads)
        drift = jnp.abs(new["w"] - params["w"]).max()  # error: JXL802
        params = new
    return params, drift


def run():
    return train({"w": jnp.ones((3, 3))}, 2)
