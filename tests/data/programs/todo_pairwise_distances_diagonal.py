"""Pairwise distances whose diagonal is masked after the root."""
# expect: nan gradient
# todo: that the condition, on other arrays, holds where the distance is zero is not known
import jax
import jax.numpy as jnp


def distances(x):
    delta = x[:, None, :] - x[None, :, :]
    d = jnp.sqrt(jnp.sum(delta**2, axis=-1))
    return jnp.where(jnp.eye(len(x), dtype=bool), 0.0, d)  # error: JXL803


def energy(x):
    return jnp.sum(distances(x))


forces = jax.jit(jax.grad(energy))


def run():
    return forces(jnp.arange(6.0).reshape(3, 2))
