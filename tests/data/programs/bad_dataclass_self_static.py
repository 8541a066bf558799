"""A method jitted with a static self, in a dataclass that has lost its hash."""
# expect: raises ValueError
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp


@dataclass
class Oscillator:
    mass: float = 1.0
    stiffness: float = 2.0

    @partial(jax.jit, static_argnums=0)  # error: JXL502
    def acceleration(self, x):
        return -self.stiffness / self.mass * x


def run():
    return Oscillator(mass=0.5).acceleration(jnp.arange(3.0))
