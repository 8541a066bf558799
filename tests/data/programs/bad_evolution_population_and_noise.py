"""An evolution strategy keeps its key in the state, and forgets to replace it."""
# expect: reuses key
from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp


@dataclass(frozen=True)
class State:
    mean: jax.Array
    key: jax.Array
    generation: int = 0


def ask(state):
    return state.mean + jax.random.normal(state.key, (4, 2))


def tell(state, population, fitness):
    best = population[jnp.argmax(fitness)]
    return replace(state, mean=best, generation=state.generation + 1)


def run():
    state = State(jnp.zeros(2), jax.random.key(0))
    for _ in range(2):
        population = ask(state)  # error: JXL601
        state = tell(state, population, -jnp.sum(population**2, axis=1))
    return state.mean
