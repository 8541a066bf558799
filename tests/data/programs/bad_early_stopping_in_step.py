"""The training step stops when its loss is small, and the step is compiled."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


def loss_fn(params, x, y):
    return jnp.mean((params["w"] * x + params["b"] - y) ** 2)


@jax.jit
def step(params, x, y):
    loss, grads = jax.value_and_grad(loss_fn)(params, x, y)
    if loss < 1e-6:  # error: JXL401
        return params, loss
    return jax.tree.map(lambda p, g: p - 0.1 * g, params, grads), loss


def run():
    params = {"w": jnp.float32(0.0), "b": jnp.float32(0.0)}
    return step(params, jnp.arange(3.0), jnp.arange(3.0) * 2)
