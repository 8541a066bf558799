"""The step takes its batch from an iterator of the module: every call uses the first."""
# expect: differs
import jax
import jax.numpy as jnp

batches = iter([jnp.full(2, 1.0), jnp.full(2, 2.0), jnp.full(2, 3.0)])


@jax.jit
def step(total):
    batch = next(batches)  # error: JXL109
    return total + jnp.sum(batch)


def run():
    total = jnp.float32(0.0)
    for _ in range(3):
        total = step(total)
    return total
