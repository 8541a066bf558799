"""Helpers over arrays of any rank: `ndim`, `shape`, `len`, negative axes, `...`."""
# expect: ok
import jax
import jax.numpy as jnp


def move_batch(x, batch_ndim):
    trailing = x.shape[batch_ndim:]
    return x.reshape((-1, *trailing)), x.shape[:batch_ndim]


def layer_norm(x, axes=-1):
    axes = (axes,) if isinstance(axes, int) else tuple(axes)
    axes = tuple(axis % x.ndim for axis in axes)
    if 0 in axes and x.ndim > 1:
        raise ValueError("not over the batch")
    return (x - x.mean(axes, keepdims=True)) / (x.std(axes, keepdims=True) + 1e-6)


@jax.jit
def apply(x):
    flat, batch = move_batch(x, x.ndim - 1)
    y = layer_norm(flat)
    while y.ndim < 3:
        y = y[None]
    return y.reshape(*batch, -1)[..., : len(batch)], jnp.ndim(y) * jnp.size(x)


def run():
    return apply(jnp.arange(12.0).reshape(2, 2, 3))
