"""Casts of shapes and configuration, and of results outside."""
# expect: ok
import jax
import jax.numpy as jnp


class Config:
    rate = "0.5"
    depth = 2.0


@jax.jit
def shrink(x):
    half = int(x.shape[0] * float(Config.rate))
    scale = float(x.ndim) / int(Config.depth)
    return (x[:half] * scale).astype(float) + jnp.float32(x.mean())


def run():
    y = shrink(jnp.arange(4.0))
    return y, float(y.sum()), f"{y[0]:.2f}", int(jnp.argmax(y))
