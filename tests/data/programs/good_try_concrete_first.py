"""A helper that asks for a number where there is one, and goes on where there is none."""
# expect: ok
import jax
import jax.numpy as jnp


def is_concrete(x):
    try:
        bool(x > 0)
    except jax.errors.TracerBoolConversionError:
        return False
    return True


def check_positive(x):
    if isinstance(x, jax.core.Tracer):
        return x
    if x <= 0:
        raise ValueError(f"not positive: {x}")
    return x


@jax.jit
def log1(x):
    if is_concrete(x):
        return jnp.log(x)
    return jnp.log(check_positive(x))


def run():
    return log1(2.0), jnp.log(check_positive(jnp.float32(3.0)))
