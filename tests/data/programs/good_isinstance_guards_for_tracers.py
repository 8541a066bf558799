"""Checks of values are skipped while tracing."""
# expect: ok
import jax
import jax.numpy as jnp


def check_probability(p):
    if isinstance(p, jax.core.Tracer):
        return p
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"not a probability: {p}")
    return p


def entropy(p):
    p = check_probability(p)
    return -p * jnp.log(p)


def run():
    return entropy(0.5), jax.jit(entropy)(0.5), jax.vmap(entropy)(jnp.array([0.25, 0.5]))
