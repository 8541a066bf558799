# Whether an array may be called, and of which dtype it is, says nothing of shapes.
# refused: 14 TypeError
# refused: 20 TypeError
# refused: 30 ValueError
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


@jax.jit
def h(x):
    number = 0
    while True:
        number += 1
        if number > 9 or callable(x):
            break
    return x.at[:2].add(x)  # mended: return x


def run():
    return [f(jnp.ones(3)), g(jnp.ones(3)), h(jnp.ones(3))]
