"""A mode is switched between two methods; each is compiled for itself and reads only its argument."""
# expect: ok
import jax
import jax.numpy as jnp


class Model:
    def __init__(self):
        self.training = False
        self.forward = jax.jit(self._forward, static_argnames="training")

    def _forward(self, x, *, training):
        return x * 2.0 if training else x

    def train(self):
        self.training = True
        return self

    def __call__(self, x):
        return self.forward(x, training=self.training)


def run():
    model = Model()
    x = jnp.ones(2)
    before = model(x)
    return before, model.train()(x)
