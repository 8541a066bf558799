"""A counter on the class, raised in a compiled method."""
# expect: effects 1 of 4
from functools import partial

import jax
import jax.numpy as jnp


class Solver:
    evaluations = 0

    def __init__(self, matrix):
        self.matrix = matrix

    def residual(self, x):
        Solver.evaluations += 1  # error: JXL105
        return self.matrix @ x - 1.0

    @partial(jax.jit, static_argnums=0)
    def step(self, x):
        return x - 0.1 * self.residual(x)


def effects():
    return Solver.evaluations


def run():
    solver, x = Solver(jnp.eye(2)), jnp.zeros(2)
    for _ in range(4):
        x = solver.step(x)
    return x
