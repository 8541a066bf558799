"""A scan prints its carry once, and not its number, also without jit."""
# expect: effects 1 of 4
import jax
import jax.numpy as jnp


def body(total, x):
    total = total + x
    print(f"running total {total}")  # error: JXL107
    return total, total


def run():
    return jax.lax.scan(body, 0.0, jnp.arange(4.0))
