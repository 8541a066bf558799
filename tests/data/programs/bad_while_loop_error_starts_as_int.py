"""The error of a fixed point iteration starts as an integer."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def fixed_point(f, x0, tol=1e-4):
    def cond(state):
        _, err, it = state
        return (err > tol) & (it < 100)

    def body(state):
        x, _, it = state
        new = f(x)
        return new, jnp.max(jnp.abs(new - x)), it + 1

    return jax.lax.while_loop(cond, body, (x0, jnp.zeros((), jnp.int32) + 10, 0))  # error: JXL701


def run():
    return fixed_point(jnp.cos, jnp.ones(2))
