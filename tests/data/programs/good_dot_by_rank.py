"""One function for vectors, matrices and batches, chosen by rank; and products with unknown data."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def quadratic(a, x):
    match x.ndim:
        case 1:
            return x @ a @ x
        case 2:
            return jnp.einsum("bi,ij,bj->b", x, a, x)
        case _:
            return jax.vmap(quadratic, in_axes=(None, 0))(a, x)


def from_file(text):
    rows = [[float(cell) for cell in line.split(",")] for line in text.splitlines()]
    return jnp.asarray(np.array(rows, dtype=np.float32))


def run():
    a = jnp.diag(jnp.arange(1.0, 4.0))
    table = from_file("1,2,3\n4,5,6")
    return quadratic(a, jnp.ones(3)), quadratic(a, table), quadratic(a, table[None]), table @ a
