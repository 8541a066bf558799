"""A sharding constraint and a stopped gradient stand as statements."""
# expect: silent, because the gradient is not stopped
import jax
import jax.numpy as jnp


def td_loss(params, x, reward):
    target = reward + 0.9 * (x @ params)
    jax.lax.stop_gradient(target)  # error: JXL909
    return jnp.mean((target - x @ params) ** 2)


def run():
    return jax.jit(jax.grad(td_loss))(jnp.ones(2), jnp.ones((3, 2)), jnp.ones(3))
