"""`in_axes=None` hands the argument on as it is."""
# expect: ok
import jax
import jax.numpy as jnp


def power(x, n, negate):
    out = jnp.ones_like(x)
    for _ in range(n):
        out = out * x
    return -out if negate else out


def run():
    xs = jnp.arange(3.0)
    return jax.vmap(power, in_axes=(0, None, None))(xs, 3, True), jax.vmap(lambda x: power(x, 2, False))(xs)
