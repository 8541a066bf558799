"""A batch norm reduces over an axis under another name than vmap's."""
# expect: raises NameError
import jax
import jax.numpy as jnp


def batch_norm(x, axis_name="batch"):
    mean = jax.lax.pmean(x, axis_name)  # error: JXL707
    var = jax.lax.pmean((x - mean) ** 2, axis_name)  # error: JXL707
    return (x - mean) / jnp.sqrt(var + 1e-5)


class Block:
    def __init__(self, w):
        self.w = w

    def __call__(self, x):
        return jax.nn.relu(batch_norm(x @ self.w))


def run():
    return jax.vmap(Block(jnp.eye(3)), axis_name="data")(jnp.ones((4, 3)))
