"""Both branches write; whichever runs, it raises."""
# expect: raises TypeError "JAX arrays are immutable"
import jax.numpy as jnp


def mark(n, first):
    flags = jnp.zeros(n, dtype=bool)
    if first:
        flags[0] = True  # error: JXL201
    else:
        flags[-1] = True  # error: JXL201
    return flags


def run():
    return mark(3, True), mark(3, False)
