"""Under jit even `jnp` of constants is traced."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


def parity(n):
    signs = jnp.array([1, -1])
    if signs[n % 2] > 0:  # error: JXL401
        return "even"
    return "odd"


@jax.jit
def flip(x):
    return x if parity(x.shape[0]) == "even" else -x


def run():
    return flip(jnp.ones(3))
