"""`&`, `|`, `~` and `jnp.where` in place of `and`, `or`, `not` and `if`."""
# expect: ok
import jax
import jax.numpy as jnp


@jax.jit
def inside(x, low, high):
    mask = (low < x) & ~(x >= high) | jnp.isnan(x)
    return jnp.where(mask, x, jnp.zeros_like(x))


@jax.vmap
def relu(x):
    return jax.lax.cond(x > 0, lambda v: v, lambda v: 0.0, x)


def run():
    return inside(jnp.arange(4.0), 0.5, 2.5), relu(jnp.linspace(-1.0, 1.0, 5))
