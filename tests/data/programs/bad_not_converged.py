"""`not` of an array's method, in a jitted method with static self."""
# expect: raises TracerBoolConversionError
from functools import partial

import jax
import jax.numpy as jnp


class Solver:
    tolerance = 1e-3

    @partial(jax.jit, static_argnums=0)
    def polish(self, a, b, x):
        residual = a @ x - b
        if not jnp.allclose(residual, 0.0, atol=self.tolerance):  # error: JXL401
            x = x - 0.1 * a.T @ residual
        return x


def run():
    return Solver().polish(jnp.eye(2), jnp.ones(2), jnp.zeros(2))
