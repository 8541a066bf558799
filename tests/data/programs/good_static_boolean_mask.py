"""A mask of NumPy is known while tracing; a mask outside jit may be anything."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np

UPPER = np.triu(np.ones((3, 3), bool))


@jax.jit
def upper(a):
    return a[UPPER], a.at[UPPER].set(0.0)


def positive(x):
    return x[x > 0].mean()


def run():
    a = jnp.arange(9.0).reshape(3, 3)
    return upper(a), positive(a)
