"""The state of a simulation starts with Python numbers for time and count."""
# expect: retraces
import jax
import jax.numpy as jnp


@jax.jit
def advance(state):
    t, x = state
    dt = jnp.minimum(jnp.float32(0.1), 1.0 / (1.0 + jnp.abs(x).max()))
    return t + dt, x - dt * x


def simulate(x, n):
    state = (0.0, x)
    for _ in range(n):
        state = advance(state)  # error: JXL507
    return state


def run():
    return simulate(jnp.ones(3), 3)
