"""The gradient function is built and compiled for every batch."""
# expect: retraces
import jax
import jax.numpy as jnp


def loss(w, x, y):
    return jnp.mean((jnp.dot(x, w) - y) ** 2)


class LinearRegression:
    def __init__(self, n_features, lr=0.05):
        self.w = jnp.zeros(n_features)
        self.lr = lr

    def fit(self, data):
        for x, y in data:
            g = jax.jit(jax.grad(loss))(self.w, x, y)  # error: JXL501
            self.w = self.w - self.lr * g
        return self


def run():
    data = [(jnp.ones((4, 2)) * i, jnp.arange(4.0)) for i in range(3)]
    return LinearRegression(2).fit(data).w
