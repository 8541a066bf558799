"""A boundary condition that is a chained comparison of a coordinate."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


def source(x):
    return 1.0 if 0.25 < x < 0.75 else 0.0  # error: JXL401


def residual(u, x):
    return u * x - source(x)


def run():
    return jax.vmap(residual, in_axes=(None, 0))(2.0, jnp.linspace(0.0, 1.0, 8))
