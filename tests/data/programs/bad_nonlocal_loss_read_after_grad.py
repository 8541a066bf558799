"""The loss of a differentiated closure comes out by nonlocal, and under jit."""
# expect: raises UnexpectedTracerError
import jax
import jax.numpy as jnp


def fit(w, x, y, n):
    last = None

    def loss_fn(w):
        nonlocal last
        last = jnp.mean((x @ w - y) ** 2)  # error: JXL104
        return last

    gradient = jax.jit(jax.grad(loss_fn))
    for _ in range(n):
        w = w - 0.1 * gradient(w)
    return w, last * 2  # error: JXL801


def run():
    return fit(jnp.zeros(2), jnp.ones((3, 2)), jnp.ones(3), 2)
