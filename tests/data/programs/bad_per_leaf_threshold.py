"""A lambda over the leaves of the gradients chooses in Python."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


@jax.jit
def tame(grads):
    return jax.tree.map(
        lambda g: g if jnp.max(jnp.abs(g)) < 1.0 else jnp.sign(g),  # error: JXL401
        grads,
    )


def run():
    return tame({"w": jnp.ones((2, 2)), "b": jnp.zeros(2)})
