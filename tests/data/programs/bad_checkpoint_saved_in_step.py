"""Parameters are written to a file from inside the compiled step."""
# expect: raises TracerArrayConversionError
import io

import jax
import jax.numpy as jnp
import numpy as np


class Trainer:
    def __init__(self):
        self.file = io.BytesIO()
        self.step = jax.jit(self._step)

    def _save(self, params):
        np.save(self.file, params)  # error: JXL403, JXL108

    def _step(self, params, grads):
        params = params - 0.1 * grads
        self._save(params)
        return params


def run():
    return Trainer().step(jnp.ones(2), jnp.ones(2))
