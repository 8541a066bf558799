"""A helper for debugging, called in a method that is jitted in the constructor."""
# expect: effects 1 of 2
import jax
import jax.numpy as jnp


def show(name, value, verbose=True):
    if verbose:
        print(name, value)  # error: JXL107
    return value


class Model:
    def __init__(self, w):
        self.w = w
        self.predict = jax.jit(self._predict)

    def _predict(self, x):
        return show("logits", x @ self.w)


def run():
    model = Model(jnp.ones((2, 2)))
    return model.predict(jnp.ones(2)), model.predict(jnp.zeros(2))
