"""Padding is dropped with a boolean mask, under grad of jit."""
# expect: raises NonConcreteBooleanIndexError
import jax
import jax.numpy as jnp


def cross_entropy(logits, labels):
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], axis=1)[:, 0]


def masked_loss(params, batch):
    logits = batch["x"] @ params["w"]
    losses = cross_entropy(logits, batch["y"])
    keep = batch["y"] != 0
    return losses[keep].mean()  # error: JXL406


@jax.jit
def update(params, batch):
    grads = jax.grad(masked_loss)(params, batch)
    return jax.tree.map(lambda p, g: p - 0.1 * g, params, grads)


def run():
    batch = {"x": jnp.ones((4, 3)), "y": jnp.array([0, 1, 2, 1])}
    return update({"w": jnp.ones((3, 3))}, batch)
