"""A cond chooses between two crops that have different sizes."""
# expect: raises TypeError
import jax
import jax.numpy as jnp
from jax import lax


@jax.jit
def crop(image, tall):
    return lax.cond(  # error: JXL702
        tall,
        lambda im: im[:8, :4],
        lambda im: im[:4, :8],
        image,
    )


def run():
    return crop(jnp.ones((8, 8)), True)
