"""A data parallel update, compiled without the axis that it averages over."""
# expect: raises NameError
import jax
import jax.numpy as jnp


def loss_fn(params, x, y):
    return jnp.mean((x @ params - y) ** 2)


@jax.jit
def train_step(params, x, y):
    loss, grads = jax.value_and_grad(loss_fn)(params, x, y)
    grads = jax.lax.pmean(grads, axis_name="devices")  # error: JXL707
    return params - 0.1 * grads, loss


def run():
    return train_step(jnp.zeros(2), jnp.ones((3, 2)), jnp.ones(3))
