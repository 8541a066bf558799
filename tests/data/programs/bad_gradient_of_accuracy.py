"""The number of correct predictions is differentiated."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def correct(params, x, labels):
    return jnp.sum(jnp.argmax(x @ params, axis=-1) == labels)


def run():
    return jax.grad(correct)(jnp.eye(2), jnp.ones((3, 2)), jnp.array([0, 1, 0]))  # error: JXL805
