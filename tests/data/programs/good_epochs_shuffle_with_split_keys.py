"""A data loader splits its key for each epoch; inputs and labels are shuffled alike."""
import jax
import jax.numpy as jnp


class Loader:
    def __init__(self, x, y, batch_size, key):
        self.x = x
        self.y = y
        self.batch_size = batch_size
        self.key = key

    def __iter__(self):
        self.key, order_key = jax.random.split(self.key)
        order = jax.random.permutation(order_key, self.x.shape[0])
        for start in range(0, len(order), self.batch_size):
            batch = order[start : start + self.batch_size]
            yield self.x[batch], self.y[batch]


def run():
    loader = Loader(jnp.arange(6.0), jnp.arange(6.0), 2, jax.random.key(0))
    return [x @ y for _ in range(2) for x, y in loader]
