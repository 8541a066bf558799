"""Branches over a traced number with `switch`, `cond` and `select`."""
# expect: ok
import jax
import jax.numpy as jnp
from jax import lax


def bounce(x):
    return jnp.where(x > 1.0, 2.0 - x, x)


BOUNDARIES = {"wrap": lambda x: x % 1.0, "clip": lambda x: jnp.clip(x, 0.0, 1.0), "bounce": bounce}
NAMES = sorted(BOUNDARIES)


@jax.jit
def move(x, mode, stop):
    branches = [BOUNDARIES[name] for name in NAMES]
    x = lax.switch(mode, branches, x)
    x = lax.cond(stop, lambda v: v, lambda v: v + 1.0, x)
    return jnp.select([x < 0.2, x < 0.5], [jnp.zeros_like(x), x], 1.0)


def run():
    return [move(jnp.linspace(0.0, 2.0, 3), mode, mode == 1) for mode in range(len(NAMES))]
