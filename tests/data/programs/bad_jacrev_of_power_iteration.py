"""The sensitivity of an eigenvalue by jacrev of an iteration with a traced length."""
# expect: raises ValueError
from functools import partial

import jax
import jax.numpy as jnp


def power_iteration(matrix, rounds):
    def body(_, v):
        v = matrix @ v
        return v / jnp.linalg.norm(v)

    v = jax.lax.fori_loop(0, rounds, body, jnp.ones(matrix.shape[0]))  # error: JXL706
    return v @ matrix @ v


sensitivity = jax.jit(jax.jacrev(power_iteration))


def run():
    return sensitivity(jnp.diag(jnp.array([1.0, 2.0])), 10)
