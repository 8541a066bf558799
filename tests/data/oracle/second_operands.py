# Where Python may answer the first operand, the second is asked as well.
# refused: 10 jax.errors.TracerBoolConversionError
# runs
import jax
import jax.numpy as jnp


@jax.jit
def f(x):
    if jnp.issubdtype(x.dtype, jnp.floating) and x.sum() > 0.0:  # mended: if True:
        return x
    return -x


def run():
    return [f(jnp.ones(3))]
