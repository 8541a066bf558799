"""What changes is carried."""
# expect: ok
from typing import NamedTuple

import jax
import jax.numpy as jnp


class Carry(NamedTuple):
    x: jax.Array
    steps: jax.Array


def body(carry, action):
    carry = Carry(carry.x + action, carry.steps + 1)
    return carry, carry.x


def run():
    return jax.lax.scan(body, Carry(jnp.float32(0.0), jnp.int32(0)), jnp.ones(4))
