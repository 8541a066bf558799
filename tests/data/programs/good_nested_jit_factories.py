"""Factories of factories, decorators with memory outside the trace, and `self` of another class."""
# expect: ok
import functools

import jax
import jax.numpy as jnp


def counted(function):
    @functools.wraps(function)
    def wrapper(*args):
        wrapper.calls += 1
        return function(*args)

    wrapper.calls = 0
    return wrapper


def make(depth):
    scale = 1.0
    for _ in range(depth):
        scale *= 2.0

    def inner(bias):
        @counted
        @jax.jit
        def apply(x):
            return scale * x + bias

        return apply

    return inner


def run():
    apply = make(2)(1.0)
    first, second = apply(jnp.ones(2)), apply(jnp.zeros(2))
    return first, second, apply.calls, make(3)(0.0)(jnp.ones(2))
