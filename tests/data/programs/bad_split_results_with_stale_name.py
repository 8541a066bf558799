"""The carry key of a split is thrown away, so that the next round splits the same key."""
# expect: reuses key
import jax
import jax.numpy as jnp


def sample_many(key, n):
    samples = []
    for _ in range(n):
        _, sub = jax.random.split(key)  # error: JXL601
        samples.append(jax.random.exponential(sub))
    return jnp.stack(samples)


def run():
    return sample_many(jax.random.key(0), 3)
