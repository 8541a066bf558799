# `jax.tree.map` makes a new instance of a registered class of what becomes of its leaves; its static fields stay.
# refused: 27 jax.errors.TracerArrayConversionError
# refused: 28 ValueError
# refused: 34 TypeError
# runs
import dataclasses
import functools

import jax
import jax.numpy as jnp
import numpy as np


@functools.partial(jax.tree_util.register_dataclass, data_fields=["w", "n"], meta_fields=["name"])
@dataclasses.dataclass
class State:
    w: jax.Array
    n: int
    name: str = "state"


@jax.jit
def f(x):
    state = jax.tree.map(lambda leaf: leaf + 1.0, State(x, 0))
    if state.name == "state":
        x = x * 2.0
    x = x + np.sin(state.w)  # mended: x = x + 1.0
    x = x + jnp.stack([state.w, state.n])[0]  # mended: x = x + state.n
    return x


def run():
    results = [f(jnp.ones(3))]
    results.append(jax.grad(lambda x: jax.tree.map(lambda leaf: leaf * 2.0, State(x, 1.0)))(jnp.ones(3)))  # mended: pass
    return results
