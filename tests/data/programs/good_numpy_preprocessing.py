"""NumPy does the preprocessing in place, JAX the arithmetic; the arrays cross once."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np


def preprocess(images):
    batch = np.stack(images).astype(np.float32)
    batch -= batch.mean(axis=0)
    batch[batch < -1.0] = -1.0
    batch[0] *= 2.0
    np.clip(batch, -1.0, 1.0, out=batch)
    batch.shape = (batch.shape[0], -1)
    return batch


@jax.jit
def logits(weights, batch):
    return batch @ weights


def run():
    images = [np.arange(4.0).reshape(2, 2), np.ones((2, 2))]
    return logits(jnp.ones((4, 3)), preprocess(images))
