# `jax.jit` finds the parameters that `functools.wraps` says, and an argument by position is static by its name.
# runs
import functools

import jax


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@logged
def f(n, x):
    if n > 1:
        return x
    return -x


g = jax.jit(f, static_argnames=("n",))


def run():
    return [g(2, 0.5), jax.jit(g, static_argnums=0)(1, 0.5)]
