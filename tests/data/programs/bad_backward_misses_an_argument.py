"""The function has three arguments, and the backward rule returns two cotangents."""
# expect: raises TypeError
import jax
import jax.numpy as jnp
from jax import custom_vjp


@custom_vjp
def linear(x, w, b):
    return x @ w + b


def forward(x, w, b):
    return linear(x, w, b), (x, w)


def backward(saved, g):
    x, w = saved
    return g @ w.T, x.T @ g  # error: JXL807


linear.defvjp(forward, backward)


def run():
    loss = lambda w: jnp.sum(linear(jnp.ones((2, 3)), w, jnp.zeros(4)))
    return jax.grad(loss)(jnp.ones((3, 4)))
