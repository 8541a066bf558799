"""`bisect` on boundaries, with a traced step."""
# expect: raises TracerBoolConversionError
import bisect

import jax
import jax.numpy as jnp

BOUNDARIES = [10, 20, 30]
RATES = [0.1, 0.05, 0.01, 0.001]


def rate_at(step):
    return RATES[bisect.bisect(BOUNDARIES, step)]  # error: JXL401


@jax.jit
def update(w, grad, step):
    return w - rate_at(step) * grad


def run():
    return update(jnp.ones(2), jnp.ones(2), 15)
