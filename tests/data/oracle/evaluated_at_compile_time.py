# Inside `ensure_compile_time_eval`, operations on arrays are not staged, and tracers are what they were.
# refused: 17 jax.errors.ConcretizationTypeError
# refused: 18 jax.errors.TracerBoolConversionError
# runs
import jax
import jax.numpy as jnp
import numpy as np

WEIGHTS = jnp.array([0.5, -1.0, 2.0])


@jax.jit
def f(x):
    with jax.ensure_compile_time_eval():
        y = np.sin(jnp.sum(WEIGHTS))
        z = jnp.sin(x)
        x = x * WEIGHTS[int(x > 0.5)]  # mended: x = x * 2.0
        if z > 0.0:  # mended: if True:
            x = x + 1.0
    return x + y


def run():
    return [f(0.5)]
