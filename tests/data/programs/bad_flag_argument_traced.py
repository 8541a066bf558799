"""A flag that is passed positionally to a jitted function is traced like everything else."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


@jax.jit
def normalise(x, train):
    if train:  # error: JXL401
        mean, var = x.mean(), x.var()
    else:
        mean, var = 0.0, 1.0
    return (x - mean) / jnp.sqrt(var + 1e-5)


def run():
    return normalise(jnp.arange(4.0), True)
