"""Python's `max` compares."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


def clip(value, low, high):
    return max(low, min(value, high))  # error: JXL401


@jax.vmap
def brightness(pixel):
    return clip(pixel * 1.5, 0.0, 1.0)


def run():
    return brightness(jnp.linspace(0.0, 1.0, 5))
