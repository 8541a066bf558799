"""A decorator of the project's own wraps `jax.jit`; the flag that it guards is flipped later."""
# expect: differs
import functools

import jax
import jax.numpy as jnp


def compiled(function=None, **options):
    if function is None:
        return functools.partial(compiled, **options)
    return functools.wraps(function)(jax.jit(function, **options))


use_bias = True


@compiled(static_argnames=("power",))
def layer(x, power=1):
    y = x**power
    if use_bias:  # error: JXL101
        y = y + 1.0
    return y


def without_bias():
    global use_bias
    use_bias = False


def run():
    x = jnp.arange(3.0)
    biased = layer(x, power=2)
    without_bias()
    return biased, layer(x, power=2)
