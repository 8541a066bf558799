"""`math.exp` inside a Gram matrix of two vmaps."""
# expect: raises ConcretizationTypeError
import math

import jax
import jax.numpy as jnp


def rbf(x, y, scale=1.0):
    return math.exp(-jnp.sum((x - y) ** 2) / scale)  # error: JXL402


def gram(kernel, xs):
    return jax.vmap(lambda x: jax.vmap(lambda y: kernel(x, y))(xs))(xs)


def run():
    return gram(rbf, jnp.ones((3, 2)))
