"""The condition and the body of an eager `while_loop` are named functions; the tolerance is a global."""
# expect: differs
import jax
import jax.numpy as jnp

tolerance = 1.0


def not_converged(state):
    x, step = state
    return jnp.abs(x * x - 2.0) > tolerance  # error: JXL101


def newton(state):
    x, step = state
    return 0.5 * (x + 2.0 / x), step + 1


def square_root():
    return jax.lax.while_loop(not_converged, newton, (8.0, 0))


def tighten():
    global tolerance
    tolerance = 1e-5


def run():
    rough = square_root()
    tighten()
    return rough, square_root()
