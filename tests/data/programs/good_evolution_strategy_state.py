"""An evolution strategy replaces the key in its state whenever it asks."""
from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp


@dataclass(frozen=True)
class State:
    mean: jax.Array
    key: jax.Array
    generation: int = 0


def ask(state):
    key, sub = jax.random.split(state.key)
    return state.mean + jax.random.normal(sub, (4, 2)), replace(state, key=key)


def tell(state, population, fitness):
    best = population[jnp.argmax(fitness)]
    return replace(state, mean=best, generation=state.generation + 1)


def run():
    state = State(jnp.zeros(2), jax.random.key(0))
    while state.generation < 3:
        population, state = ask(state)
        state = tell(state, population, -jnp.sum(population**2, axis=1))
    return state.mean, jax.random.bits(state.key)
