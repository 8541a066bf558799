"""Overrides are popped from a dict, and a list of penalties is cleared, between two calls."""
# expect: differs
import jax
import jax.numpy as jnp

overrides = {"scale": 3.0}
penalties = [1.0, 2.0]


@jax.jit
def loss(x):
    scale = overrides.get("scale", 1.0)  # error: JXL102
    total = scale * jnp.sum(x**2)
    return total + sum(penalties)  # error: JXL102


def reset():
    overrides.pop("scale")
    penalties.clear()


def run():
    x = jnp.arange(3.0)
    penalised = loss(x)
    reset()
    return penalised, loss(x)
