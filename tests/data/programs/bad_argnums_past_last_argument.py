"""grad is taken by an argument that the function does not have."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def potential(position, charge):
    return charge / jnp.linalg.norm(position)


field = jax.grad(potential, argnums=2)


def run():
    return -field(jnp.ones(3), 2.0)  # error: JXL804
