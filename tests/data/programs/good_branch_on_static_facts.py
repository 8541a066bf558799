"""Shapes, dtypes, structure and None are known while tracing."""
# expect: ok
import jax
import jax.numpy as jnp


@jax.jit
def standardise(x, mask=None):
    if x.ndim == 1:
        x = x[None]
    if not jnp.issubdtype(x.dtype, jnp.floating):
        x = x.astype(jnp.float32)
    if x.shape[0] > 1 and x.size % 2 == 0:
        x = x - x.mean(axis=0)
    if mask is not None:
        x = jnp.where(mask, x, 0.0)
    assert x.ndim == 2, x.shape
    return x


def run():
    x = jnp.arange(4)
    return standardise(x), standardise(jnp.ones((2, 2))), standardise(x, jnp.array([True, False, True, True]))
