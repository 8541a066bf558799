"""State behind a context manager and a generator: read outside of the trace, passed in."""
# expect: ok
import contextlib

import jax
import jax.numpy as jnp

_scale = [1.0]


@contextlib.contextmanager
def scaled(value):
    _scale.append(value)
    try:
        yield
    finally:
        _scale.pop()


@jax.jit
def _multiply(x, scale):
    return x * scale


def multiply(x):
    return _multiply(x, _scale[-1])


def batches(x, size):
    for start in range(0, x.shape[0], size):
        yield x[start : start + size]


def run():
    x = jnp.arange(4.0)
    plain = multiply(x)
    with scaled(10.0):
        larger = multiply(x)
    return plain, larger, multiply(x), [multiply(batch) for batch in batches(x, 2)]
