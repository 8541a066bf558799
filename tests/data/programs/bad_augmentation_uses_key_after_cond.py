"""An image is flipped by one branch of a conditional, and cropped by the key that the branch has used."""
# expect: reuses key
import jax
import jax.numpy as jnp
from jax import lax


def jitter(key, image):
    return image + 0.1 * jax.random.normal(key, image.shape)


def augment(key, image, training):
    image = lax.cond(training, lambda: jitter(key, image), lambda: image)
    offset = jax.random.randint(key, (2,), 0, 2)  # error: JXL601
    return lax.dynamic_slice(image, offset, (3, 3))


def run():
    return jax.jit(augment)(jax.random.key(0), jnp.ones((5, 5)), True)
