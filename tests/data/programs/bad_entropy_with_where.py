"""The entropy of a distribution with zeros, guarded after the logarithm."""
# expect: nan gradient
import jax
import jax.numpy as jnp


def entropy(p):
    return -jnp.sum(jnp.where(p > 0, p * jnp.log(p), 0.0))  # error: JXL803


@jax.jit
def ascend(p):
    return p + 0.1 * jax.grad(entropy)(p)


def run():
    return ascend(jnp.array([0.5, 0.5, 0.0]))
