"""Shapes from static arguments, shapes and closures; traced values where values belong."""
# expect: ok
from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnums=1)
def sample(key, n, scale):
    return scale * jax.random.normal(key, (n, 2))


@jax.jit
def pad_to(x, value):
    out = jnp.full((2 * x.shape[0],), value)
    return out.at[: x.shape[0]].set(x), jnp.linspace(0.0, value, 5), jnp.roll(x, value.astype(int)), jnp.eye(len(x))


def run():
    return sample(jax.random.key(0), 4, 2.0), pad_to(jnp.ones(3), jnp.float32(2.0))
