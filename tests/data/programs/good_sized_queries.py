"""`size=` makes the shape static; three-armed `where` has one anyhow."""
# expect: ok
import jax
import jax.numpy as jnp


@jax.jit
def queries(x):
    index = jnp.nonzero(x > 1, size=2, fill_value=-1)[0]
    values = jnp.unique(x, size=3)
    count = jnp.bincount(x.astype(int), length=4)
    first = jnp.where(x > 0, size=1)[0]
    return index, values, count, first, jnp.where(x > 0, x, 0.0), jnp.sum(x, where=x > 1)


def run():
    return queries(jnp.array([0.0, 1.0, 2.0, 2.0]))
