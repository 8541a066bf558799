# The sum of a number over a named axis is a number, and its mean a float.
# refused: 14 TypeError
# runs
import jax
import jax.numpy as jnp


@jax.jit
def f(x):
    def row(each):
        return each * jax.lax.axis_index("batch") + jax.lax.psum(0.5, "batch") + jax.lax.pmean(1, "batch")

    rows = jax.vmap(row, axis_name="batch")(x)
    return rows + rows[:2]  # mended: return rows + rows


def run():
    return [f(jnp.ones(3))]
