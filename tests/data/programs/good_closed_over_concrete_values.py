"""A concrete array of outside keeps its value while nothing is calculated with it."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np

TABLE = jnp.arange(4)
FLAG = jnp.array(True)


@jax.jit
def lookup(x):
    if FLAG:
        x = x + float(TABLE.shape[0])
    host = np.asarray(TABLE)
    for n in host:
        x = x + n
    return x * int(np.max(host))


def run():
    return lookup(jnp.float32(1.0))
