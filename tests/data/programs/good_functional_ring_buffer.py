"""A ring buffer as a NamedTuple, updated functionally inside a scan."""
# expect: ok
from typing import NamedTuple

import jax
import jax.numpy as jnp


class Ring(NamedTuple):
    items: jax.Array
    cursor: jax.Array

    def push(self, item):
        items = self.items.at[self.cursor].set(item)
        return self._replace(items=items, cursor=(self.cursor + 1) % self.items.shape[0])


@jax.jit
def collect(values):
    def body(ring, value):
        ring = ring.push(value)
        return ring, ring.items.sum()

    return jax.lax.scan(body, Ring(jnp.zeros(2), jnp.int32(0)), values)


def run():
    return collect(jnp.arange(5.0))
