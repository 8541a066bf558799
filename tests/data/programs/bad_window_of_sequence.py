"""A window whose bounds are traced, though its width is not."""
# expect: raises IndexError
import jax
import jax.numpy as jnp

WIDTH = 4


def window(sequence, start):
    return sequence[start : start + WIDTH]  # error: JXL404


@jax.jit
def sample(key, sequence):
    start = jax.random.randint(key, (), 0, sequence.shape[0] - WIDTH)
    return window(sequence, start)


def run():
    return sample(jax.random.key(0), jnp.arange(10.0))
