"""Lists of arrays, nested lists, and tuples rebuilt: the stores are into Python's containers."""
# expect: ok
import jax
import jax.numpy as jnp


@jax.jit
def relax(states, steps):
    history = [[None] * 2 for _ in range(2)]
    for i, state in enumerate(states):
        history[i][0] = state
        history[i][1] = state * 0.5
    swapped = list(states)
    swapped[0], swapped[1] = swapped[1], swapped[0]
    swapped[0:1] = [swapped[0] + steps]
    table = {"a": [jnp.zeros(2)], ("b", 0): jnp.ones(2)}
    table["a"][0] = table["a"][0] + 1.0
    table["b", 0] += 2.0
    del swapped[1]
    return history, swapped, table["a"], table["b", 0]


def run():
    return relax((jnp.ones(2), jnp.arange(2.0)), 3)
