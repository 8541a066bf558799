"""`pop` on the batch, in a loss under value_and_grad: the caller keeps the entry."""
# expect: differs
import jax
import jax.numpy as jnp


def loss_fn(params, batch):
    labels = batch.pop("label")  # error: JXL106
    return jnp.mean((batch["image"] @ params - labels) ** 2)


step = jax.jit(jax.value_and_grad(loss_fn))


def run():
    batch = {"image": jnp.ones((2, 3)), "label": jnp.ones(2)}
    loss, _ = step(jnp.ones(3), batch)
    return loss, sorted(batch)
