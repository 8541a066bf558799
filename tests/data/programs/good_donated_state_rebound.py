"""State donated to the step and rebound at once; a host copy is kept before."""
# expect: ok
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


@partial(jax.jit, donate_argnums=0)
def step(state, batch):
    return {"w": state["w"] - 0.1 * batch, "n": state["n"] + 1}


def run():
    state = {"w": jnp.ones(2), "n": jnp.int32(0)}
    before = np.array(state["w"])
    for _ in range(2):
        state = step(state, jnp.ones(2))
    return state, before
