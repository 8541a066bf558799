# A number of turns that is not known counts for nothing in a size that it is multiplied out of.
# refused: 16 TypeError
# runs
import jax
import jax.numpy as jnp


@jax.jit
def f1(x2):
    n3 = 0
    while True:
        n3 += 1
        v4 = jnp.broadcast_to(x2, (n3 * 0 + 3,))
        if n3 > 2:
            break
    v5 = jax.lax.add(v4, v4[:2]).sum()  # mended: v5 = 0.5
    return v5


def run():
    return [f1(0.5)]
