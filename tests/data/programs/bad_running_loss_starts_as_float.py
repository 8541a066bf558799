"""The running loss is a Python float before the first batch."""
# expect: retraces
import jax
import jax.numpy as jnp


@jax.jit
def accumulate(total, params, batch):
    return total + jnp.mean((batch @ params) ** 2)


def epoch_loss(params, batches):
    total = 0.0
    for batch in batches:
        total = accumulate(total, params, batch)  # error: JXL507
    return total / len(batches)


def run():
    return epoch_loss(jnp.ones(2), [jnp.ones((3, 2))] * 3)
