"""An attribute is filled in lazily, by the method that is not jitted, and passed on."""
# expect: ok
import jax
import jax.numpy as jnp


@jax.jit
def _apply(weights, x):
    return weights @ x


class Lazy:
    def __init__(self):
        self.weights = None
        self.calls = 0

    def __call__(self, x):
        if self.weights is None:
            self.weights = jnp.eye(x.shape[0]) * 2.0
        self.calls += 1
        return _apply(self.weights, x)


def run():
    layer = Lazy()
    return layer(jnp.ones(2)), layer(jnp.arange(2.0)), layer.calls
