"""A jitted forward pass keeps its hidden layer on the object, and a later call reads it."""
# expect: raises UnexpectedTracerError
import jax
import jax.numpy as jnp


class Probe:
    def __init__(self, w):
        self.w = w
        self.hidden = None
        self.forward = jax.jit(self._forward)

    def _forward(self, x):
        self.hidden = jnp.tanh(x @ self.w)  # error: JXL105
        return self.hidden.sum()


def run():
    probe = Probe(jnp.eye(2))
    total = probe.forward(jnp.ones(2))
    return total + jnp.max(probe.hidden)  # error: JXL801
