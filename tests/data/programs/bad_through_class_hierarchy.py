"""The product stands in a base class, the sizes in a subclass, the batch in the caller."""
# expect: raises TypeError "dot_general requires contracting dimensions"
import jax.numpy as jnp


class Layer:
    def __init__(self, weight):
        self.weight = weight

    def linear(self, x):
        return self.weight @ x  # error: JXL301

    def __call__(self, x):
        return self.activation(self.linear(x))


class Tanh(Layer):
    n_in, n_out = 3, 2

    def __init__(self):
        super().__init__(jnp.ones((self.n_out, self.n_in)))

    @staticmethod
    def activation(x):
        return jnp.tanh(x)


def run():
    layer = Tanh()
    return layer(jnp.ones(3)), layer(jnp.ones((5, 3)))
