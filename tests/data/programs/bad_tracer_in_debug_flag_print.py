"""Printing behind a debug flag that is on."""
# expect: effects 1 of 2
import jax
import jax.numpy as jnp

DEBUG = True


def debug(*args):
    if DEBUG:
        print("debug:", *args)  # error: JXL107


def step(carry, x):
    carry = carry + x
    debug(carry)
    return carry


@jax.jit
def total(a, b):
    return step(a, b)


def run():
    return total(1.0, 2.0) + total(3.0, 4.0)
