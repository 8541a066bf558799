"""The loss returns auxiliary metrics, and grad is not told."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def loss_fn(w, x, y):
    logits = x @ w
    loss = jnp.mean(jax.nn.softplus(-y * logits))
    return loss, {"accuracy": jnp.mean(jnp.sign(logits) == y)}


class Classifier:
    def __init__(self, dim):
        self.w = jnp.zeros(dim)

    def fit(self, x, y, epochs):
        grad_fn = jax.value_and_grad(loss_fn)
        for _ in range(epochs):
            (loss, metrics), grads = grad_fn(self.w, x, y)  # error: JXL804
            self.w = self.w - 0.1 * grads
        return self.w


def run():
    return Classifier(2).fit(jnp.ones((3, 2)), jnp.ones(3), 2)
