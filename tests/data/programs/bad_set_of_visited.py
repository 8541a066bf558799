"""A set of visited states cannot hold arrays."""
# expect: raises TypeError "unhashable type"
import jax
import jax.numpy as jnp


def walk(state, moves):
    visited = set()
    for move in moves:
        state = state + move
        visited.add(state)  # error: JXL407
    return state


def run():
    return jax.jit(walk)(jnp.int32(0), [jnp.int32(1), jnp.int32(2)])
