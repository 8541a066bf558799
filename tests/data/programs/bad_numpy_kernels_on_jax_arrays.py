"""Numerical code moved from NumPy: buffers are JAX arrays now, the ufuncs still write into them."""
# expect: raises TypeError "return arrays must be of ArrayType"
import jax.numpy as jnp
import numpy as np


class Workspace:
    def __init__(self, n):
        self.scratch = jnp.zeros(n)


def axpy(workspace, a, x, y):
    np.multiply(a, x, out=workspace.scratch)  # error: JXL205
    np.add(workspace.scratch, y, out=workspace.scratch)  # error: JXL205
    return workspace.scratch


def run():
    return axpy(Workspace(3), 2.0, np.ones(3), np.arange(3.0))
