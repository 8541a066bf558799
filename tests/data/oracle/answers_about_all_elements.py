# Whether all elements are alike is a bool of no weak type; comparing two numbers gives a weak one.
# refused: 16 TypeError
# refused: 17 TypeError
# runs
import jax
import jax.numpy as jnp

WEIGHTS = jnp.array([0.5, -1.0, 2.0])


@jax.jit
def f1(x2):
    def step3(c4, c5):
        return jnp.asarray(2, jnp.int32), c5

    v6, v7 = jax.lax.scan(step3, jnp.allclose(x2, 0.5), WEIGHTS)  # mended: v6 = 3
    v8, v9 = jax.lax.scan(step3, jnp.array_equal(0.5, 0.5), WEIGHTS)  # mended: v8 = 3
    v10, v11 = jax.lax.scan(step3, jnp.less(0.5, 1.0), WEIGHTS)
    return v6 + v8 + v10


def run():
    return [f1(0.5)]
