"""A dict of tables, looked up by a traced id."""
# expect: raises TypeError "unhashable type"
import jax
import jax.numpy as jnp

MASSES = {1: 1.008, 6: 12.011, 8: 15.999}


@jax.jit
def kinetic(species, velocity):
    return 0.5 * MASSES[species] * jnp.sum(velocity**2)  # error: JXL407


def run():
    return kinetic(6, jnp.ones(3))
