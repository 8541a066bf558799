"""A registered dataclass is changed where it should be replaced."""
# expect: differs
from dataclasses import dataclass

import jax
import jax.numpy as jnp


@jax.tree_util.register_dataclass
@dataclass
class Particle:
    position: jax.Array
    velocity: jax.Array


@jax.jit
def move(particle, dt):
    particle.position = particle.position + dt * particle.velocity  # error: JXL106
    return jnp.linalg.norm(particle.velocity)


def run():
    particle = Particle(jnp.zeros(2), jnp.ones(2))
    speed = move(particle, 0.1)
    return speed, particle.position
