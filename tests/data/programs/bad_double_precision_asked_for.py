"""Accumulators are asked for in double precision that is never enabled."""
# expect: warns UserWarning
import jax
import jax.numpy as jnp


def kahan_sum(xs):
    total = jnp.zeros((), dtype=jnp.float64)  # error: JXL906

    def body(carry, x):
        total, c = carry
        y = x - c
        t = total + y
        return (t, (t - total) - y), None

    return jax.lax.scan(body, (total, jnp.zeros_like(total)), xs)[0][0]


def run():
    return kahan_sum(jnp.ones(4))
