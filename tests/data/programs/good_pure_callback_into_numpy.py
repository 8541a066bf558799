"""NumPy, branches and casts inside what `pure_callback` calls."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np


def median_on_host(values, skip):
    values = np.asarray(values)
    if values[0] > 0 and int(skip) > 0:
        values = values[1:]
    return np.float32(np.median(values))


@jax.jit
def robust_centre(values, skip):
    shape = jax.ShapeDtypeStruct((), jnp.float32)
    return values - jax.pure_callback(median_on_host, shape, values, skip)


def run():
    return robust_centre(jnp.arange(5.0), 1)
