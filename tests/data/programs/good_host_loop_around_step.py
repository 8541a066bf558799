"""Everything that reads numbers stands outside the compiled function."""
# expect: ok
import math

import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def step(x):
    y = x - 0.5 * jax.grad(lambda v: jnp.sum(v**2))(x)
    return y, jnp.max(jnp.abs(y - x))


def minimise(x, tolerance=1e-3):
    best, history = math.inf, []
    for iteration in range(100):
        x, change = step(x)
        if float(change) < best:
            best = float(change)
        history.append(change.item())
        if change < tolerance or math.isnan(change):
            break
    return x, np.asarray(history).min(), iteration, f"{best:.3f}" != ""


def run():
    return minimise(jnp.ones(2))[:3]
