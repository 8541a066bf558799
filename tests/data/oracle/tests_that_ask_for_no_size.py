# Whether an array may be called, and of which dtype it is, says nothing of shapes.
# refused: 13 TypeError
# refused: 19 TypeError
# runs
import jax
import jax.numpy as jnp


@jax.jit
def f(x):
    if callable(x):
        return x
    return x + x[:2]  # mended: return x


@jax.jit
def g(x):
    kept = jnp.where(x.dtype == jnp.float32, x, x * 0.5)
    return kept + x[:2]  # mended: return kept


def run():
    return [f(jnp.ones(3)), g(jnp.ones(3))]
