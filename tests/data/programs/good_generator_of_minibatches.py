"""A Python generator feeds compiled steps; inside, a generator expression over static things."""
# expect: ok
import itertools

import jax
import jax.numpy as jnp
import numpy as np


def minibatches(data, size, seed=0):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(data))
    for start in range(0, len(data), size):
        yield data[order[start : start + size]]


@jax.jit
def step(w, batch):
    terms = (jnp.mean(batch[:, i] * w[i]) for i in range(batch.shape[1]))
    pairs = itertools.product(range(w.shape[0]), repeat=2)
    cross = sum(w[i] * w[j] for i, j in pairs if i < j)
    return w - 0.1 * (sum(terms) + cross)


def run():
    w, data = jnp.ones(2), np.arange(8.0, dtype=np.float32).reshape(4, 2)
    for batch in itertools.islice(minibatches(data, 2), 2):
        w = step(w, batch)
    return w
