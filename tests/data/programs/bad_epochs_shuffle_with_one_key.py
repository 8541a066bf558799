"""A data loader shuffles each epoch with the key of the loader."""
# expect: reuses key
import jax
import jax.numpy as jnp


class Loader:
    def __init__(self, x, batch_size, key):
        self.x = x
        self.batch_size = batch_size
        self.key = key

    def epoch(self):
        order = jax.random.permutation(self.key, self.x.shape[0])
        batches = order[: len(order) // self.batch_size * self.batch_size].reshape(-1, self.batch_size)
        return [self.x[batch] for batch in batches]


def run():
    loader = Loader(jnp.arange(6.0), 2, jax.random.key(0))
    total = 0.0
    for _ in range(2):
        for batch in loader.epoch():  # error: JXL601
            total += batch[0]
    return total
