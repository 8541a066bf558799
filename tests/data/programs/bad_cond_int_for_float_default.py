"""A masked loss that returns the integer zero where there is nothing to average."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def masked_mean(values, mask):
    count = mask.sum()
    return jax.lax.cond(  # error: JXL702
        count > 0,
        lambda: (values * mask).sum() / count,
        lambda: 0,
    )


def run():
    return jax.vmap(masked_mean)(jnp.ones((2, 3)), jnp.array([[1.0, 0.0, 1.0], [0.0, 0.0, 0.0]]))
