# Where every branch gives one and the same array from outside, `cond` and `switch` hand on the array itself.
# refused: 16 jax.errors.TracerArrayConversionError
# runs
import jax
import jax.numpy as jnp
import numpy as np

WEIGHTS = jnp.array([0.5, -1.0, 2.0])
OTHERS = jnp.ones(3)


@jax.jit
def f(x):
    y = jax.lax.switch(1, [lambda _: WEIGHTS, lambda _: WEIGHTS], x)
    z = jax.lax.cond(x > 0.0, lambda _: WEIGHTS, lambda _: OTHERS, x)
    z = np.sin(z)  # mended: z = jnp.sin(z)
    return np.sin(y) + z


def run():
    return [f(0.5)]
