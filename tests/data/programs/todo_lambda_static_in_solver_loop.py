"""A root finder takes its function as static, and gets a new lambda for each parameter."""
# expect: retraces
# todo: a function that closes over another number each time compiles anew in any case
from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnums=0)
def newton(f, x0):
    df = jax.grad(f)
    return jax.lax.fori_loop(0, 10, lambda _, x: x - f(x) / df(x), x0)


def roots(coefficients):
    found = []
    for c in coefficients:
        found.append(newton(lambda x: x**2 - c, jnp.float32(1.0)))  # error: JXL506
    return jnp.stack(found)


def run():
    return roots([2.0, 3.0, 5.0])
