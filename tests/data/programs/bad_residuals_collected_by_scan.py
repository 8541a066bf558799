"""The body of a scan appends what it calculates to a list, which is stacked afterwards."""
# expect: raises UnexpectedTracerError
import jax
import jax.numpy as jnp


def solve(x, n):
    residuals = []

    def body(x, _):
        new = jnp.cos(x)
        residuals.append(jnp.abs(new - x))  # error: JXL105
        return new, None

    x, _ = jax.lax.scan(body, x, None, length=n)
    return x, jnp.stack(residuals)  # error: JXL801


def run():
    return solve(jnp.float32(0.5), 3)
