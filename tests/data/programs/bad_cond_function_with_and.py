"""`and` in the condition of a while_loop."""
# expect: raises TracerBoolConversionError
import jax.numpy as jnp
from jax import lax


def keep_going(carry):
    i, err = carry
    return i < 100 and err > 1e-3  # error: JXL401


def improve(carry):
    i, err = carry
    return i + 1, err * 0.5


def run():
    return lax.while_loop(keep_going, improve, (0, jnp.float32(1.0)))
