"""The permutation of each epoch is drawn with the key of the first."""
# expect: reuses key
import jax
import jax.numpy as jnp


def epochs(key, x, n_epochs, batch_size):
    for _ in range(n_epochs):
        order = jax.random.permutation(key, len(x))  # error: JXL601
        for start in range(0, len(x), batch_size):
            yield x[order[start : start + batch_size]]


def run():
    return jnp.stack([batch.sum() for batch in epochs(jax.random.key(0), jnp.arange(6.0), 2, 3)])
