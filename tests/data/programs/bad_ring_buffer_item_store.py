"""A ring buffer of a dataclass is written in place, in a helper of the scan body."""
# expect: raises TypeError "JAX arrays are immutable"
import dataclasses

import jax
import jax.numpy as jnp


@jax.tree_util.register_dataclass
@dataclasses.dataclass
class Buffer:
    data: jax.Array
    cursor: jax.Array


def insert(buffer, item):
    buffer.data[buffer.cursor] = item  # error: JXL201
    return dataclasses.replace(buffer, cursor=(buffer.cursor + 1) % buffer.data.shape[0])


def collect(items):
    def body(buffer, item):
        return insert(buffer, item), None

    empty = Buffer(jnp.zeros(4), jnp.int32(0))
    return jax.lax.scan(body, empty, items)[0]


def run():
    return collect(jnp.arange(6.0)).data
