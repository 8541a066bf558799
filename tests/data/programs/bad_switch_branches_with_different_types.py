"""The branches of a switch over activation functions return different types."""
# expect: raises TypeError
import jax
import jax.numpy as jnp

ACTIVATIONS = [jax.nn.relu, lambda x: x > 0, jnp.tanh]


def activate(kind, x):
    return jax.lax.switch(kind, ACTIVATIONS, x)  # error: JXL702


def run():
    return jax.vmap(activate)(jnp.array([0, 2]), jnp.ones((2, 3)))
