"""Calculating a size with `jnp` makes it traced."""
# expect: raises TypeError "Shapes must be 1D sequences"
import jax
import jax.numpy as jnp


@jax.jit
def flatten(batch):
    features = jnp.prod(jnp.array(batch.shape[1:]))
    return batch.reshape(batch.shape[0], features)  # error: JXL405


def run():
    return flatten(jnp.ones((2, 3, 4)))
