# `jax.tree.map` makes an instance of the leaves of another, and leaves alone what is no leaf.
# refused: 24 TypeError
# refused: 25 TypeError
# runs
import dataclasses
import functools

import jax
import jax.numpy as jnp


@functools.partial(jax.tree_util.register_dataclass, data_fields=["w", "n"], meta_fields=["name"])
@dataclasses.dataclass
class State:
    w: jax.Array
    n: int
    name: str


@jax.jit
def f(state):
    doubled = jax.tree.map(lambda leaf: leaf * 2, state)
    summed = jax.tree.map(lambda a, b: a + b, state, doubled)
    w = doubled.w + state.w[:2]  # mended: w = doubled.w
    return w + summed.w[1:] if state.name == "first" else w  # mended: return w


def run():
    return [f(State(jnp.ones(3), 1, "first"))]
