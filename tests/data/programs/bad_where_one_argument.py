"""`jnp.where` with the condition alone, in the body of a scan."""
# expect: raises ConcretizationTypeError
import jax
import jax.numpy as jnp


def fire(potential, current):
    potential = 0.9 * potential + current
    (spikes,) = jnp.where(potential > 1.0)  # error: JXL406
    return potential.at[spikes].set(0.0), potential


def run():
    return jax.lax.scan(fire, jnp.zeros(3), jnp.ones((4, 3)))
