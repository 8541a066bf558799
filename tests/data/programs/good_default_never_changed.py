"""Mutable defaults that are only read."""
# expect: ok
import jax
import jax.numpy as jnp


@jax.jit
def mlp(x, widths=[2, 3], options={}):
    for width in widths:
        x = jnp.tanh(x @ jnp.ones((x.shape[-1], width)) * options.get("scale", 1.0))
    return x


def fresh(x, seen=None):
    seen = [] if seen is None else seen
    seen.append(x)
    return sum(seen)


def run():
    return mlp(jnp.ones(2)), jax.jit(lambda x: fresh(x))(1.0)
