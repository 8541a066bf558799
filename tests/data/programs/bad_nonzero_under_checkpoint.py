"""Rematerialisation stages its function, also without jit."""
# expect: raises ConcretizationTypeError
import jax
import jax.numpy as jnp


@jax.checkpoint
def support(x):
    return x[jnp.nonzero(x)[0]].sum()  # error: JXL406


def run():
    return jax.grad(support)(jnp.array([0.0, 1.0, 2.0]))
