"""Under grad, arguments beside the first are what the caller gave; shapes and flags may be asked."""
# expect: ok
import jax
import jax.numpy as jnp


def loss(params, x, lengths, reduction="mean", smoothing=0.0):
    prediction = x @ params
    if smoothing > 0.0:
        prediction = (1.0 - smoothing) * prediction
    if lengths[0] > 1:
        prediction = prediction[: int(lengths[0])]
    errors = prediction**2
    return errors.mean() if reduction == "mean" else errors.sum()


def run():
    grads = jax.grad(loss)(jnp.ones(2), jnp.ones((3, 2)), jnp.array([2, 3]), smoothing=0.1)
    value, more = jax.value_and_grad(loss)(jnp.ones(2), jnp.ones((3, 2)), [1, 2], "sum")
    return grads, value, more
