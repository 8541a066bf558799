"""`bool()` in a branch of lax.cond: both branches are traced."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


def careful(x):
    finite = bool(jnp.isfinite(x).all())  # error: JXL402
    return x if finite else jnp.zeros_like(x)


@jax.jit
def apply(flag, x):
    return jax.lax.cond(flag, careful, lambda v: v, x)


def run():
    return apply(True, jnp.ones(3))
