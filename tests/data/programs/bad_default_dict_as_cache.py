"""A default dict counts the calls of a helper of a jitted function."""
# expect: differs
import jax
import jax.numpy as jnp


def anneal(x, state={"t": 0}):
    state["t"] += 1  # error: JXL110
    return x * 0.5 ** state["t"]


@jax.jit
def step(x):
    return anneal(x)


def run():
    return [step(jnp.float32(8.0)) for _ in range(3)]
