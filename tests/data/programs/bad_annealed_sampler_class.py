"""Simulated annealing: the class keeps its temperature in `self`, the chain is scanned by a bound method."""
# expect: differs
import functools

import jax
import jax.numpy as jnp


class Annealer:
    def __init__(self, energy, temperature=1.0):
        self.energy = energy
        self.temperature = temperature

    def accept(self, state, proposal):
        delta = self.energy(proposal) - self.energy(state)
        probability = jnp.exp(-delta / self.temperature)  # error: JXL103
        return jnp.where(probability > 0.5, proposal, state)

    @functools.partial(jax.jit, static_argnums=0)
    def sweep(self, state, proposals):
        def step(state, proposal):
            state = self.accept(state, proposal)
            return state, self.energy(state)

        return jax.lax.scan(step, state, proposals)

    def cool(self, factor):
        self.temperature *= factor


def run():
    annealer = Annealer(lambda x: jnp.sum(x**2), temperature=10.0)
    proposals = jnp.array([[3.0], [2.0], [4.0]])
    hot, _ = annealer.sweep(jnp.array([1.0]), proposals)
    annealer.cool(0.001)
    cold, _ = annealer.sweep(jnp.array([1.0]), proposals)
    return hot, cold
