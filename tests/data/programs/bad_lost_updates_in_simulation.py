"""Three updates of a particle simulation; two of them are thrown away."""
# expect: silent, because the updates are dropped under jit and eagerly alike
import jax
import jax.numpy as jnp


@jax.jit
def bounce(position, velocity, walls):
    hit = position > walls
    position.at[hit.argmax()].set(walls)  # error: JXL203
    velocity = velocity.at[0].multiply(-1.0)
    velocity.at[1:].add(-9.81)  # error: JXL203
    return position, velocity


def run():
    return bounce(jnp.array([0.5, 2.0]), jnp.ones(3), 1.0)
