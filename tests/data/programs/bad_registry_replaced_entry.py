"""A registry of activations is filled at import, and one entry is replaced after the first forward pass."""
# expect: differs
import jax
import jax.numpy as jnp

ACTIVATIONS = {"relu": jax.nn.relu, "identity": lambda x: x}


def apply_layer(params, x, name):
    return ACTIVATIONS[name](x @ params)  # error: JXL102


forward = jax.jit(apply_layer, static_argnames="name")


def patch(name, function):
    ACTIVATIONS[name] = function


def run():
    params, x = jnp.eye(2), jnp.array([-1.0, 2.0])
    before = forward(params, x, name="relu")
    patch("relu", jnp.abs)
    return before, forward(params, x, name="relu")
