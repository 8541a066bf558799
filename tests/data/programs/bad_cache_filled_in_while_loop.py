"""A memo of the module is filled with tracers by the body of a while_loop."""
# expect: leaks
import jax.numpy as jnp
from jax import lax

_memo = {}


def powers(x):
    if "square" not in _memo:
        _memo["square"] = x * x  # error: JXL105
    return _memo["square"]


def body(x):
    return x + powers(x)


def run():
    return lax.while_loop(lambda x: x < 10.0, body, jnp.float32(1.0))
