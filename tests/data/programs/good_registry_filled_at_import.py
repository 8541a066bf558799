"""Registries are filled by decorators, when the module is imported."""
# expect: ok
import jax
import jax.numpy as jnp

LOSSES = {}


def register(name):
    def keep(function):
        LOSSES[name] = function
        return function

    return keep


@register("mse")
def mse(a, b):
    return jnp.mean((a - b) ** 2)


@register("mae")
def mae(a, b):
    return jnp.mean(jnp.abs(a - b))


def make_step(name):
    loss = LOSSES[name]
    return jax.jit(lambda w, x: w - 0.1 * jax.grad(lambda w: loss(w * x, x))(w))


def run():
    return make_step("mse")(2.0, jnp.ones(2)), make_step("mae")(2.0, jnp.ones(2))
