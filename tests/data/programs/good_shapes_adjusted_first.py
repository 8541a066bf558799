"""The program looks at the shapes and turns one array around before it multiplies."""
# expect: ok
import jax
import jax.numpy as jnp


def multiply(a, b):
    if a.shape[-1] != b.shape[0]:
        b = b.T
    return a @ b


def affine(w, x):
    if x.ndim == 1:
        x = x[:, None]
    elif x.shape[0] != w.shape[1]:
        x = x.swapaxes(0, 1)
    y = w @ x
    return jnp.squeeze(y, axis=-1) if y.shape[-1] == 1 else y


def similarity(a, b):
    try:
        return jnp.inner(a, b)
    except TypeError:
        return jnp.zeros((a.shape[0], b.shape[0]))


def run():
    a, b = jnp.ones((2, 3)), jnp.ones((4, 3))
    products = multiply(a, b), multiply(a, b.T), jax.jit(multiply)(a, b)
    return products, affine(a, b), affine(a, b.T), affine(a, b[0]), similarity(a, b), similarity(a, b.T)
