"""An integrator halves its step until the error is small, under scan."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp
from jax import lax


def euler(f, y, dt):
    return y + dt * f(y)


def solve(f, y0, dt0, steps):
    def body(state, _):
        y, dt = state
        full = euler(f, y, dt)
        half = euler(f, euler(f, y, dt / 2), dt / 2)
        while jnp.abs(full - half) > 1e-3:  # error: JXL401
            dt = dt / 2
            full, half = half, euler(f, euler(f, y, dt / 2), dt / 2)
        return (half, dt), half

    return lax.scan(body, (y0, dt0), None, length=steps)


def run():
    return solve(lambda y: -y, jnp.float32(1.0), jnp.float32(0.5), 3)
