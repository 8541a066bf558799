"""`float` of the loss, to have a number for the log."""
# expect: raises ConcretizationTypeError
import jax
import jax.numpy as jnp


@jax.jit
def train_step(params, batch):
    def loss_fn(p):
        return jnp.mean((batch @ p) ** 2)

    loss, grads = jax.value_and_grad(loss_fn)(params)
    metrics = {"loss": float(loss)}  # error: JXL402
    return params - 0.1 * grads, metrics


def run():
    return train_step(jnp.ones(2), jnp.ones((3, 2)))
