"""Eager `lax.cond` keeps the traces of its branches, which are functions of the module."""
# expect: differs
from jax import lax
from jax import numpy as jnp

penalty = 1.0


def inside(x):
    return x


def outside(x):
    return x - penalty  # error: JXL101


def project(x):
    return lax.cond(x < 1.0, inside, outside, x)


def run():
    global penalty
    first = project(3.0)
    penalty = 100.0
    return jnp.stack([first, project(3.0)])
