"""Only the arguments of `argnums` are traced."""
# expect: ok
import math

import jax
import jax.numpy as jnp


def loss(w, x, degree):
    scale = math.sqrt(degree)
    terms = [x**i for i in range(degree)]
    return sum(w[i] * t for i, t in enumerate(terms)).sum() * scale


def run():
    return jax.grad(loss)(jnp.ones(3), jnp.arange(4.0), 3)
