"""A jitted integrator with a Python loop of many steps."""
# expect: silent, because only compilation takes longer
import jax
import jax.numpy as jnp

N_STEPS = 200


@jax.jit
def integrate(x, dt):
    for _ in range(N_STEPS):  # error: JXL705
        x = x + dt * jnp.sin(x)
    return x


def run():
    return integrate(jnp.ones(3), 0.01)
