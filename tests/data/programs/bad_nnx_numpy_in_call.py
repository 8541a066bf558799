"""An NNX module that calls NumPy on its input, under nnx.jit."""
# expect: raises TracerArrayConversionError
# requires: flax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Fourier(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)

    def __call__(self, x):
        return np.sin(self.linear(x))  # error: JXL403


@nnx.jit
def forward(model, x):
    return model(x)


def run():
    return forward(Fourier(nnx.Rngs(0)), jnp.ones(2))
