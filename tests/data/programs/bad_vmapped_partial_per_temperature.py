"""Samples at several temperatures, each through a jit of its own over the same partial."""
# expect: silent, because what is compiled bears no name of the program
from functools import partial

import jax
import jax.numpy as jnp


def boltzmann(energy, temperature):
    return jnp.exp(-energy / temperature)


def sweep(energies, temperatures):
    rows = []
    for t in temperatures:
        weigh = jax.jit(jax.vmap(partial(boltzmann, temperature=t)))  # error: JXL501
        w = weigh(energies)
        rows.append(w / w.sum())
    return jnp.stack(rows)


def run():
    return sweep(jnp.arange(5.0), [0.5, 1.0, 2.0])
