"""Functions looked up by name and partials in a dict are compiled once; their options are static."""
# expect: ok
import functools

import jax
import jax.numpy as jnp


def scaled(x, factor, *, absolute):
    y = factor * x
    return jnp.abs(y) if absolute else y


def shifted(x, offset=0, clip=False):
    y = x + offset
    return jnp.clip(y, 0.0, 1.0) if clip else y


PIPELINE = {
    "scale": jax.jit(functools.partial(scaled, absolute=True)),
    "shift": jax.jit(shifted, static_argnames="clip"),
}


def run():
    x = jnp.arange(3.0) - 1.0
    for name, args, kwargs in [("scale", (2.0,), {}), ("shift", (1,), {"clip": True})]:
        x = PIPELINE[name](x, *args, **kwargs)
    return x
