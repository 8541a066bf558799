"""The whole data set is a global that the jitted step reads."""
# expect: silent, because JAX warns only from two gigabytes on
import jax
import jax.numpy as jnp
import numpy as np

IMAGES = np.random.default_rng(0).normal(size=(4096, 128)).astype(np.float32)


@jax.jit
def step(w, index):
    batch = jax.lax.dynamic_slice_in_dim(jnp.asarray(IMAGES), index * 32, 32)  # error: JXL508
    return w - 0.01 * jnp.mean(batch @ w) * w


def run():
    w = jnp.ones(128)
    for i in range(3):
        w = step(w, i)
    return w
