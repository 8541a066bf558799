"""The optimizer of optax is an argument of the jitted step."""
# expect: raises TypeError
# requires: optax
import jax
import jax.numpy as jnp
import optax


@jax.jit
def train_step(optimizer, params, opt_state, batch):
    def loss_fn(p):
        return optax.l2_loss(batch["x"] @ p, batch["y"]).mean()

    loss, grads = jax.value_and_grad(loss_fn)(params)
    updates, opt_state = optimizer.update(grads, opt_state, params)
    return optax.apply_updates(params, updates), opt_state, loss


def run():
    tx = optax.adam(1e-3)
    params = jnp.zeros(3)
    opt_state = tx.init(params)
    batch = {"x": jnp.ones((4, 3)), "y": jnp.ones(4)}
    return train_step(tx, params, opt_state, batch)  # error: JXL505
