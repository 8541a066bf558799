"""A Kalman update for one track, called with all tracks."""
# expect: raises TypeError "dot_general requires contracting dimensions"
import jax.numpy as jnp
from jax import jit

OBSERVE = jnp.array([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]])


@jit
def innovation(state, measurement):
    return measurement - OBSERVE @ state  # error: JXL301


def run():
    states = jnp.ones((7, 4))
    measurements = jnp.zeros((7, 2))
    return innovation(states[0], measurements[0]), innovation(states, measurements)
