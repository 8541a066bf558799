# No axis of a scalar can be moved, nor two exchanged that are not there.
# refused: 11 ValueError
# refused: 16 IndexError
# runs
import jax
import jax.numpy as jnp


@jax.jit
def f(x):
    return jnp.moveaxis(x.sum(), 0, 1)  # mended: return x


@jax.jit
def g(x):
    return jnp.swapaxes(x, 0, 2)  # mended: return x


def run():
    return [f(jnp.ones(3)), g(jnp.ones((2, 3)))]
