"""A name with a zero-padded step number, of a step that is traced."""
# expect: raises TypeError "unsupported format string"
import jax
import jax.numpy as jnp


def label(prefix, step):
    return f"{prefix}/{step:05d}"  # error: JXL402


@jax.jit
def train_step(state, batch):
    step, w = state
    metrics = {label("loss", step): jnp.mean((w - batch) ** 2)}
    return (step + 1, w - 0.1 * (w - batch).mean()), metrics


def run():
    return train_step((jnp.int32(3), jnp.float32(1.0)), jnp.ones(4))
