"""A key is folded with the step, and the result dropped."""
# expect: reuses key
import jax
import jax.numpy as jnp


def noisy_steps(key, x, n):
    for step in range(n):
        jax.random.fold_in(key, step)  # error: JXL909
        x = x + jax.random.normal(key, x.shape)  # error: JXL601
    return x


def run():
    return noisy_steps(jax.random.key(0), jnp.zeros(2), 2)
