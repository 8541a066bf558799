"""Flip and crop of an augmentation draw with one key."""
# expect: reuses key
import jax
import jax.numpy as jnp


def random_flip(key, image):
    return jnp.where(jax.random.bernoulli(key), image[:, ::-1], image)


def random_crop(key, image, size):
    top, left = jax.random.randint(key, (2,), 0, image.shape[0] - size)
    return jax.lax.dynamic_slice(image, (top, left), (size, size))


@jax.jit
@jax.vmap
def augment(key, image):
    return random_crop(key, random_flip(key, image), 4)  # error: JXL601


def run():
    keys = jax.random.split(jax.random.key(0), 2)
    return augment(keys, jnp.ones((2, 6, 6)))
