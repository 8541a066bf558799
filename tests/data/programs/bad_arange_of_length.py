"""Positions up to a traced length, in a helper of an attention mask."""
# expect: raises ConcretizationTypeError
import jax
import jax.numpy as jnp


def causal_mask(length):
    positions = jnp.arange(length)  # error: JXL405
    return positions[:, None] >= positions[None, :]


@jax.jit
def attend(scores, length):
    return jnp.where(causal_mask(length), scores, -jnp.inf)


def run():
    return attend(jnp.zeros((3, 3)), 3)
