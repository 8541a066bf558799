# `tolist` and `item` of concrete arrays give numbers of a known type, as many as there are.
# refused: 14 TypeError
# refused: 19 TypeError
# runs
import jax
import jax.numpy as jnp

WEIGHTS = jnp.array([0.5, -1.0, 2.0])


@jax.jit
def f(x):
    again = jnp.array(WEIGHTS.tolist())
    return again + x[:2]  # mended: return again + x


@jax.jit
def g(x):
    return jax.lax.fori_loop(0, 3, lambda _, c: c + x, WEIGHTS.item(0))  # mended: return x


def run():
    return [f(jnp.ones(3)), g(jnp.ones(3))]
